"""Generated graphs and shapes: the compiler and pySHACL find the same, result by result."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from shacl_examples import both, both_of_graph, foreign_graphs, foreign_shapes, graphs, shapes


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(graphs(), shapes())
def test_the_same_as_pyshacl(data: str, shapes: str) -> None:
    ours, reference = both(data, shapes)
    assert ours == reference


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(foreign_graphs(), foreign_shapes())
def test_the_same_as_pyshacl_of_shapes_as_others_write_them(data: str, shapes: str) -> None:
    ours, reference = both_of_graph(data, shapes)
    assert ours == reference
