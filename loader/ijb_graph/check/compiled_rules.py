"""The rules as compiled queries. They are compiled once, and cached for the next run.

The cache is one file in the user's cache folder (``~/.cache/ijb-graph`` on Linux). Each line is one rule: a key, which
is a hash of all that its queries depend on (its text, the day, the base, the program), and the queries as JSON. The
first line is a hash of the others. A file that does not fit its hash, or that another user could have written, is not
used, and is replaced: what is found never depends on the cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import pyoxigraph

from ijb_graph.addresses import BASE, rebase
from ijb_graph.atomic_file import replace_file
from ijb_graph.check.as_of import JUDGEMENT_DATE, shapes_as_of
from ijb_graph.check.rules import Rule
from ijb_graph.errors import InputError, shown
from ijb_graph.errors.check import IllFormedShape, UnusableJudgementDate

if TYPE_CHECKING:
    from rdflib import Graph
    from shacl_compiler import CompiledShapes

__all__ = ["CACHE_FILE", "CompiledRules", "compiled", "key_of", "shapes_of"]

CACHE_FILE = "compiled-rules.jsonl"

# So many rules are cached: those of the last runs. All rules of the project are some 300.
_MOST = 2000


@cache
def _program() -> str:
    """A hash of the program that compiles and validates: its own text, and the releases of what it rests on."""
    digest = hashlib.sha256(f"{sys.version} {pyoxigraph.__version__}".encode())
    package = Path(__file__).resolve().parent.parent
    files = [path for folder in (package, package.parent / "shacl_compiler") for path in folder.rglob("*.py")]
    # rdflib names its release in this file; to import it, or to ask for its version, takes longer than to read it.
    rdflib = find_spec("rdflib")
    for path in (*sorted(files), Path(rdflib.origin if rdflib and rdflib.origin else "")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def key_of(rule: Rule, base: str, as_of: date | None) -> str:
    """A hash of all that a rule's compiled queries depend on."""
    day = as_of if JUDGEMENT_DATE.encode() in rule.turtle else None
    return hashlib.sha256(f"{_program()} {base} {day}\n".encode() + rule.turtle).hexdigest()


# So that several checks in one process, as in tests, rewrite and compile the rules once.
@lru_cache(maxsize=1024)
def shapes_of(rule: Rule, base: str, as_of: date | None) -> Graph:
    """A rule's shapes as of a day, with the project's addresses beginning with ``base``.

    InputError where the rule uses the day in a way that cannot be rewritten.
    """
    from rdflib import Graph  # noqa: PLC0415 - slow to import

    try:
        shapes = shapes_as_of(rule.graph, as_of)
    except ValueError as error:
        raise UnusableJudgementDate(shown(rule.path), reason=str(error)).error() from error
    if base == BASE:
        return shapes
    return Graph().parse(data=rebase(shapes.serialize(format="turtle"), base), format="turtle")


@lru_cache(maxsize=1024)
def compiled(shapes: Graph, source: str) -> CompiledShapes:
    """Shapes as queries; InputError, naming ``source``, where they are ill-formed or demand nothing."""
    from shacl_compiler import ShapesError, compile_shapes  # noqa: PLC0415 - slow to import

    try:
        found = compile_shapes(shapes)
        faults = found.warnings
    except ShapesError as error:
        faults = error.faults
    if faults:
        raise InputError([IllFormedShape(source, fault=str(fault)) for fault in faults])
    return found


class CompiledRules:
    """The rules of a run as compiled queries, from the cache where it has them."""

    def __init__(self, base: str, as_of: date | None, folder: Path | None = None) -> None:
        """Begin with the cache in ``folder``, by default the user's cache folder."""
        self.base, self._as_of = base, as_of
        self._path = (folder or platformdirs.user_cache_path("ijb-graph", appauthor=False)) / CACHE_FILE
        self._new: dict[bytes, bytes] = {}
        self._used: dict[bytes, bytes] = {}

    @cached_property
    def _cached(self) -> dict[bytes, bytes]:
        """The lines of the cache, by their keys; none where it cannot be trusted."""
        if not self._path.is_file():
            return {}
        try:
            with self._path.open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_mode & 0o022 or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
                    return {}
                digest, _, body = file.read().partition(b"\n")
        except OSError:
            return {}
        if digest.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
            return {}
        return {line[:64]: line[65:] for line in body.splitlines()}

    def of(self, rule: Rule) -> CompiledShapes:
        """A rule as compiled queries; InputError where its shape is ill-formed."""
        from shacl_compiler.compiled_shapes import shapes_as_json, shapes_from_json  # noqa: PLC0415 - slow to import

        key = key_of(rule, self.base, self._as_of).encode()
        if key in self._cached:
            try:
                found = shapes_from_json(json.loads(self._cached[key]))
            except (KeyError, TypeError, ValueError, SyntaxError):
                del self._cached[key]
            else:
                self._used[key] = self._cached[key]
                return found
        found = compiled(self.shapes_of(rule), shown(rule.path))
        if not found.refused:
            self._new[key] = json.dumps(shapes_as_json(found)).encode()
        return found

    def shapes_of(self, rule: Rule) -> Graph:
        """A rule's shapes as they are compiled, for pySHACL; InputError where the day cannot be put in."""
        return shapes_of(rule, self.base, self._as_of)

    def save(self) -> None:
        """Cache what was compiled; where that cannot be written, the next run compiles it again."""
        if not self._new:
            return
        lines = list({**self._new, **self._used, **self._cached}.items())[:_MOST]
        body = b"".join(key + b" " + line + b"\n" for key, line in lines)
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, [f"{hashlib.sha256(body).hexdigest()}\n", body.decode()], is_private=True)
