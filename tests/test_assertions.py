"""No test loops over what may be empty: its assertions would not run, and it would pass."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from assertions import not_empty
from places import ROOT


def _asserts(loop: ast.For) -> bool:
    """Whether a loop asserts something itself, or expects an exception."""
    for node in (node for statement in loop.body for node in ast.walk(statement)):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.With) and any("raises" in ast.unparse(one.context_expr) for one in node.items):
            return True
    return False


def _literals(module: ast.Module) -> set[str]:
    """The names of the module's constants whose value is written there and is not empty."""
    return {
        target.id
        for statement in module.body
        if isinstance(statement, ast.Assign) and _is_never_empty(statement.value, set())
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _is_never_empty(items: ast.expr, constants: set[str]) -> bool:
    match items:
        case ast.Name(id=name):
            return name in constants
        case (
            ast.Call(func=ast.Name(id="enumerate" | "sorted" | "zip"), args=[of, *_])
            | ast.Call(func=ast.Attribute(value=of, attr="items" | "values" | "keys"), args=[])
        ):
            return _is_never_empty(of, constants)
        case ast.Call(func=ast.Name(id=name)):
            return name == "not_empty" or (name == "range" and isinstance(items.args[0], ast.Constant | ast.BinOp))
        case ast.Call(func=ast.Attribute(attr=name), args=[_, *_]):
            return name in ("walk", "split", "rsplit")
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Dict(values=elements):
            return bool(elements)
    return False


def possibly_empty(module: ast.Module) -> Iterator[ast.expr]:
    """What the module's loops of assertions go over and may be empty, `all(...)` in an assertion among them."""
    constants = _literals(module)
    for node in ast.walk(module):
        if isinstance(node, ast.For) and _asserts(node) and not _is_never_empty(node.iter, constants):
            yield node.iter
        if isinstance(node, ast.Assert):
            for call in ast.walk(node.test):
                match call:
                    case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp(generators=loops)]):
                        for loop in loops:
                            if loop.ifs or not _is_never_empty(loop.iter, constants):
                                yield loop.iter
                    case ast.Call(func=ast.Name(id="all"), args=[items]) if not _is_never_empty(items, constants):
                        yield items


def test_no_loop_of_assertions_may_run_no_time() -> None:
    paths = not_empty(sorted((ROOT / "tests").glob("*.py")))
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    found = [
        f"{path.name}:{items.lineno}: {ast.unparse(items)}"
        for path, module in modules.items()
        for items in possibly_empty(module)
    ]
    assert found == [], "wrap each in assertions.not_empty"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("for one in found: assert one", ["found"]),
        ("for one in found:\n  with pytest.raises(ValueError): one()", ["found"]),
        ("for one in not_empty(found): assert one", []),
        ("for one in not_empty(found):\n  for two in one: assert two", ["one"]),
        ("for one in found: print(one)", []),
        ("for one in (): assert one", ["()"]),
        ("for one in (1, 2): assert one", []),
        ("ONES = {1: 2}\nfor one, two in ONES.items(): assert one", []),
        ("ONES = {}\nfor one, two in ONES.items(): assert one", ["ONES.items()"]),
        ("assert all(one for one in found)", ["found"]),
        ("assert all(one for one in not_empty(found))", []),
        ("assert all(one for one in not_empty(found) if one > 1)", ["not_empty(found)"]),
        ("assert all(found)", ["found"]),
    ],
)
def test_such_a_loop_is_found(code: str, expected: list[str]) -> None:
    assert [ast.unparse(items) for items in possibly_empty(ast.parse(code))] == expected


def test_nothing_to_loop_over_fails() -> None:
    assert not_empty(iter("ab")) == ["a", "b"]
    with pytest.raises(AssertionError, match="nothing to loop over"):
        not_empty([])
