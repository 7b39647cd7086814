"""SPARQL as tokens: what is a brace, a keyword or a variable, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["SparqlError", "Token", "expand_prefixes", "joined", "tokens"]


class SparqlError(ValueError):
    """A query that is none, or that a constraint may not have; the text says why."""


class Token(NamedTuple):
    """A token; ``kind`` is ``iri``, ``name`` (with a prefix), ``var``, ``text``, ``lang``, ``word`` and the like."""

    kind: str
    text: str

    def says(self, *words: str) -> bool:
        """Whether the token is one of these keywords."""
        return self.kind == "word" and self.text.upper() in words


_LOCAL = r"(?:[\w\-.:·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN = re.compile(
    rf"""(?P<space>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
    |(?P<text>\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<var>[?$][\w·]+)
    |(?P<blank>_:[\w](?:[\w\-.·]*[\w\-·])?)
    |(?P<name>(?:[^\W\d_](?:[\w\-.·]*[\w\-·])?)?:(?:{_LOCAL}*(?:[\w\-:·]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)
    |(?P<number>(?:(?<=[\s(,=<>*/])[+\-])?(?:[0-9]+\.[0-9]*[eE][+\-]?[0-9]+|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?)
    |(?P<lang>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<mark>\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\].,;=<>!+\-*/|^?])""",
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> list[Token]:
    """The tokens of a query; variables all begin with ``?``. SparqlError where something is none."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise SparqlError(f"no SPARQL at {text[place : place + 20].strip()!r}")
        place = match.end()
        kind = match.lastgroup or ""
        if kind == "var":
            found.append(Token("var", "?" + match[0][1:]))
        elif kind != "space":
            found.append(Token(kind, match[0]))
    return found


def joined(parts: Sequence[Token]) -> str:
    """The query of these tokens."""
    text = ""
    for token, after in zip(parts, [*parts[1:], Token("mark", "")], strict=True):
        # A function's name and its bracket stand together, and so do a path and its mark: some parsers insist.
        together = (
            (token.kind == "word" and after.text == "(")
            or (after.text in ("*", "+", "?") and (token.kind == "iri" or token.text == ")"))
            or after.kind == "lang"
            or "^^" in (token.text, after.text)
        )
        text += token.text if together else token.text + " "
    return text


def expand_prefixes(text: str, declared: Mapping[str, str]) -> str:
    """A query without a prologue: each prefixed name as a whole address.

    ``declared`` is what ``sh:prefixes`` declares. Raises SparqlError for an undeclared prefix, BASE or a relative
    address.
    """
    parts = tokens(text)
    prefixes = dict(declared)
    while parts and parts[0].says("PREFIX", "BASE"):
        if parts[0].says("BASE"):
            raise SparqlError("BASE: write whole addresses or prefixes")
        if len(parts) < 3 or parts[1].kind != "name" or parts[2].kind != "iri":
            raise SparqlError("a broken PREFIX")
        prefixes[parts[1].text.removesuffix(":")] = parts[2].text[1:-1]
        parts = parts[3:]
    whole: list[Token] = []
    for token in parts:
        if token.kind == "name":
            prefix, local = token.text.split(":", 1)
            if prefix not in prefixes:
                raise SparqlError(f"prefix {prefix}: is not declared by sh:prefixes")
            local = re.sub(r"\\(.)", r"\1", local)
            whole.append(Token("iri", f"<{prefixes[prefix]}{local}>"))
        elif token.kind == "iri" and ":" not in token.text:
            raise SparqlError(f"{token.text} is a relative address")
        else:
            whole.append(token)
    return joined(whole)
