"""Focus nodes as patterns: a shape's targets, and the values that lead from one shape to a property shape below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shacl_compiler.marks import FocusPattern, has_class, target_class
from shacl_compiler.paths import Path, nullable
from shacl_compiler.rdflib_terms import written
from shacl_compiler.shapes import PropertyOf, Shape, Target

__all__ = ["ReportedShape", "reported_shapes", "values"]


def _target(targets: Sequence[Target], variable: str) -> list[str]:
    """The patterns of a shape's targets: one for its nodes together, one for each other target."""
    nodes = sorted({written(one.term) for one in targets if one.kind == "node" and one.term is not None})
    found = [f"VALUES {variable} {{ {' '.join(nodes)} }}"] if nodes else []
    for one in targets:
        if one.kind == "query":
            bound = "?this" if variable == "?this" else f"(?this AS {variable})"
            found.append(f"{{ SELECT DISTINCT {bound} WHERE {{ {{ {one.query} }} }} }}")
        elif one.term is not None and one.kind == "class":
            found.append(target_class(variable, str(one.term)))
        elif one.term is not None and one.kind == "subjects":
            found.append(f"{{ SELECT DISTINCT {variable} WHERE {{ {variable} {written(one.term)} ?s_o }} }}")
        elif one.term is not None and one.kind == "objects":
            found.append(f"{{ SELECT DISTINCT {variable} WHERE {{ ?s_s {written(one.term)} {variable} }} }}")
    return found


def _tested(targets: Sequence[Target]) -> list[str]:
    """The patterns of a shape's targets for a ``?this`` that has a value: of those of them that are targets."""
    found = _target([one for one in targets if one.kind in ("node", "query")], "?this")
    for one in targets:
        term = "" if one.term is None else written(one.term)
        if one.kind == "class":
            found.append(f"FILTER({has_class('?this', term[1:-1])})")
        elif one.kind == "subjects":
            found.append(f"FILTER(EXISTS {{ ?this {term} ?s_o }})")
        elif one.kind == "objects":
            found.append(f"FILTER(EXISTS {{ ?s_s {term} ?this }})")
    return found


def values(focus: str, start: str, path: Path | None, value: str) -> str:
    """A pattern that binds ``value`` to each value of ``path`` from each ``start`` that ``focus`` binds."""
    if path is None:
        return f"{focus} BIND({start} AS {value})"
    if nullable(path):
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
    among: FocusPattern
    times: FocusPattern | None


def reported_shapes(roots: Sequence[Shape]) -> list[ReportedShape]:
    """Every shape whose results are reported: reached by its own targets or as ``sh:property`` of one that is."""
    above: dict[int, list[Shape]] = {}
    order: dict[int, Shape] = {}

    def visit(shape: Shape) -> None:
        if id(shape) in order:
            return
        order[id(shape)] = shape
        for constraint in shape.constraints:
            if isinstance(constraint, PropertyOf) and not constraint.shape.deactivated:
                parents = above.setdefault(id(constraint.shape), [])
                if shape not in parents:
                    parents.append(shape)
                visit(constraint.shape)

    for root in roots:
        if not root.deactivated:
            visit(root)

    def pattern(shape: Shape, variable: str) -> str:
        parts = _target(shape.targets, variable)
        for parent in above.get(id(shape), ()):
            if parent.path is None:
                parts.append(pattern(parent, variable))
                continue
            own = f"?s_f{variable[1:]}"
            reached = values(pattern(parent, own), own, parent.path, variable)
            parts.append(f"{{ SELECT DISTINCT {variable} WHERE {{ {reached} }} }}")
        parts = list(dict.fromkeys(parts))
        if len(parts) == 1:
            return parts[0]
        either = " UNION ".join(f"{{ {part} }}" for part in parts)
        return f"{{ SELECT DISTINCT {variable} WHERE {{ {either} }} }}"

    def among(shape: Shape, some: str) -> list[str]:
        # In each branch, so that each begins with the few.
        found = [f"{some} {one}" for one in _tested(shape.targets)]
        for parent in above.get(id(shape), ()):
            if parent.path is None:
                found += among(parent, some)
            else:
                found.append(f"{some} {values(pattern(parent, '?s_fthis'), '?s_fthis', parent.path, '?this')}")
        return list(dict.fromkeys(found))

    def times(shape: Shape, variable: str) -> str:
        own = _target(shape.targets, variable)
        either = " UNION ".join(f"{{ {part} }}" for part in own)
        parts = [f"{{ SELECT DISTINCT {variable} WHERE {{ {either} }} }}"] if own else []
        for parent in above.get(id(shape), ()):
            if parent.path is None:
                parts.append(f"{{ {times(parent, variable)} }}")
                continue
            start = f"?s_f{variable[1:]}"
            reached = values(pattern(parent, start), start, parent.path, variable)
            pairs = f"{{ SELECT DISTINCT {start} {variable} WHERE {{ {reached} }} }}"
            again = f"{{ {times(parent, start)} }}" if is_repeated(parent) else ""
            parts.append(f"{{ SELECT {variable} WHERE {{ {pairs} {again} }} }}")
        return " UNION ".join(parts)

    def is_repeated(shape: Shape) -> bool:
        parents = above.get(id(shape), [])
        several = len(parents) + bool(shape.targets) > 1
        return several or any(parent.path is not None or is_repeated(parent) for parent in parents)

    def routes(shape: Shape) -> ReportedShape:
        bag = (lambda variable: times(shape, variable)) if is_repeated(shape) else None
        return ReportedShape(
            shape,
            lambda variable: pattern(shape, variable),
            lambda some: " UNION ".join(f"{{ {one} }}" for one in among(shape, some)),
            bag,
        )

    return [routes(shape) for shape in order.values()]
