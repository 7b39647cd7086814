"""Focus nodes as patterns: a shape's targets, and the values that lead from a shape to a property shape below it.

``sh:targetClass :C ; sh:property [ sh:path :p ; sh:property [ sh:path :q ] ]`` gives three shapes whose results are
reported: one whose focus nodes are the instances of ``:C``, one with the same focus nodes and the path ``:p``, and one
whose focus nodes are the values of ``:p``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from shacl_compiler.expressions import written
from shacl_compiler.marks import FocusPattern, has_class, target_class
from shacl_compiler.paths import Path
from shacl_compiler.shapes import Shape, Target

__all__ = ["ReportedShape", "reported_shapes", "values"]


def _distinct(variable: str, pattern: str) -> str:
    return f"{{ SELECT DISTINCT {variable} WHERE {{ {pattern} }} }}"


def _united(patterns: Iterable[str]) -> str:
    return " UNION ".join(f"{{ {one} }}" for one in patterns)


def _target(targets: Sequence[Target], variable: str) -> list[str]:
    """The patterns of a shape's targets: one for its nodes together, one for each other target."""
    nodes = sorted({written(one.term) for one in targets if one.kind == "node" and one.term is not None})
    found = [f"VALUES {variable} {{ {' '.join(nodes)} }}"] if nodes else []
    for one in targets:
        if one.kind == "query":
            bound = "?this" if variable == "?this" else f"(?this AS {variable})"
            found.append(_distinct(bound, f"{{ {one.query} }}"))
        elif one.term is not None and one.kind == "class":
            found.append(target_class(variable, one.term.value))
        elif one.kind in _TRIPLES:
            found.append(_distinct(variable, _TRIPLES[one.kind].format(variable, one.term)))
    return found


_TRIPLES = {"subjects": "{0} {1} ?s_o", "objects": "?s_s {1} {0}"}


def _tested(targets: Sequence[Target]) -> list[str]:
    """The patterns of a shape's targets for a ``?this`` that has a value: of those of them that are targets."""
    found = _target([one for one in targets if one.kind in ("node", "query")], "?this")
    for one in targets:
        if one.term is not None and one.kind == "class":
            found.append(f"FILTER({has_class('?this', one.term.value)})")
        elif one.kind in _TRIPLES:
            found.append(f"FILTER(EXISTS {{ {_TRIPLES[one.kind].format('?this', one.term)} }})")
    return found


def values(focus: str, start: str, path: Path | None, value: str) -> str:
    """A pattern that binds ``value`` to each value of ``path`` from each ``start`` that ``focus`` binds."""
    if path is None:
        return f"{focus} BIND({start} AS {value})"
    if path.is_nullable:
        # A node that stands in no triple is still its own value: not every engine finds it by the path.
        return f"{{ {focus} {start} {path} {value} }} UNION {{ {focus} BIND({start} AS {value}) }}"
    return f"{focus} {start} {path} {value} ."


@dataclass(frozen=True)
class ReportedShape:
    """A shape whose results are reported, and the pattern of its focus nodes.

    ``among`` is the pattern of those of them which another pattern binds to ``?this``. ``times`` binds a focus node as
    often as it is reached; None where that is once.
    """

    shape: Shape
    focus: FocusPattern
    among: Callable[[str], str]
    times: FocusPattern | None


class _Routes:
    """How each shape is reached: by its own targets, and from the shapes ``above`` it, by ``sh:property``."""

    def __init__(self, roots: Sequence[Shape]) -> None:
        self.above: dict[int, list[Shape]] = {}
        self.order: dict[int, Shape] = {}
        for root in roots:
            if not root.deactivated:
                self.visit(root)

    def visit(self, shape: Shape) -> None:
        if id(shape) in self.order:
            return
        self.order[id(shape)] = shape
        for inner in (inner for one in shape.constraints if one.term == "property" for inner in one.shapes):
            if not inner.deactivated:
                parents = self.above.setdefault(id(inner), [])
                if shape not in parents:
                    parents.append(shape)
                self.visit(inner)

    def parents(self, shape: Shape) -> list[Shape]:
        return self.above.get(id(shape), [])

    def pattern(self, shape: Shape, variable: str) -> str:
        parts = _target(shape.targets, variable)
        for parent in self.parents(shape):
            if parent.path is None:
                parts.append(self.pattern(parent, variable))
            else:
                own = f"?s_f{variable[1:]}"
                parts.append(_distinct(variable, values(self.pattern(parent, own), own, parent.path, variable)))
        parts = list(dict.fromkeys(parts))
        return parts[0] if len(parts) == 1 else _distinct(variable, _united(parts))

    def among(self, shape: Shape, some: str) -> str:
        return _united(self.branches(shape, some))

    def branches(self, shape: Shape, some: str) -> list[str]:
        # In each branch, so that each begins with the few.
        found = [f"{some} {one}" for one in _tested(shape.targets)]
        for parent in self.parents(shape):
            if parent.path is None:
                found += self.branches(parent, some)
            else:
                found.append(f"{some} {values(self.pattern(parent, '?s_fthis'), '?s_fthis', parent.path, '?this')}")
        return list(dict.fromkeys(found))

    def times(self, shape: Shape, variable: str) -> str:
        own, start = _target(shape.targets, variable), f"?s_f{variable[1:]}"
        parts = [_distinct(variable, _united(own))] if own else []
        for parent in self.parents(shape):
            if parent.path is None:
                parts.append(f"{{ {self.times(parent, variable)} }}")
                continue
            reached = values(self.pattern(parent, start), start, parent.path, variable)
            again = f"{{ {self.times(parent, start)} }}" if self.is_repeated(parent) else ""
            parts.append(f"{{ SELECT {variable} WHERE {{ {_distinct(f'{start} {variable}', reached)} {again} }} }}")
        return " UNION ".join(parts)

    def is_repeated(self, shape: Shape) -> bool:
        """Whether a focus node can be reached more than once."""
        parents = self.parents(shape)
        several = len(parents) + bool(shape.targets) > 1
        return several or any(parent.path is not None or self.is_repeated(parent) for parent in parents)


def reported_shapes(roots: Sequence[Shape]) -> list[ReportedShape]:
    """Every shape whose results are reported: reached by its own targets or as ``sh:property`` of one that is."""
    routes = _Routes(roots)
    return [
        ReportedShape(
            shape,
            partial(routes.pattern, shape),
            partial(routes.among, shape),
            partial(routes.times, shape) if routes.is_repeated(shape) else None,
        )
        for shape in routes.order.values()
    ]
