"""Wrong shapes are told by shape and term; what is not compiled is refused by name, and never passes unseen."""

from __future__ import annotations

import doctest
from pathlib import Path

import pyoxigraph as ox
import pytest
import shacl_compiler
from assertions import not_empty
from rdflib import Graph
from shacl_compiler import Fault, Refusal, ShapesError, ValidationFailure, compile_shapes, validate
from shacl_compiler.pyshacl_fallback import results_in
from shacl_compiler.validation_report import in_order

START = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:x:> .
:prefixes sh:declare [ sh:prefix "" ; sh:namespace "urn:x:"^^xsd:anyURI ] .
"""
SHAPE = ":s a sh:NodeShape ; sh:targetClass :C ; "


def shapes(text: str) -> Graph:
    return Graph().parse(data=START + text, format="turtle")


def query(text: str) -> str:
    return f'{SHAPE} sh:sparql [ sh:prefixes :prefixes ; sh:select """{text}""" ] .'


def store(text: str) -> ox.Store:
    found = ox.Store()
    found.load((START + text).encode(), format=ox.RdfFormat.TURTLE)
    return found


@pytest.mark.parametrize(
    ("text", "term", "wrong"),
    [
        ("sh:minCount 1 .", "sh:minCount", "only a property shape can have it"),
        ("sh:property [ sh:path :p ; sh:minCount 1, 2 ] .", "sh:minCount", "2 values where there can be one"),
        ('sh:property [ sh:path :p ; sh:minCount "1" ] .', "sh:minCount", '"1" is no whole number'),
        ("sh:property [ sh:path :p ; sh:minCount -1 ] .", "sh:minCount", "is no whole number"),
        ("sh:property [ sh:minCount 1 ] .", "sh:property", "has no sh:path"),
        ("sh:property [ sh:path :p, :q ; sh:minCount 1 ] .", "sh:path", "2 values where there can be one"),
        ("sh:property [ sh:path ( :p ) ; sh:minCount 1 ] .", "sh:path", "fewer than two"),
        ("sh:property [ sh:path [ sh:inversePath 1 ] ; sh:minCount 1 ] .", "sh:path", "is no path"),
        ("sh:property [ sh:path :p ; sh:nodeKind :IRI ] .", "sh:nodeKind", "no kind of node"),
        ("sh:property [ sh:path :p ; sh:in 1 ] .", "sh:in", "a broken list"),
        ("sh:or ( ) .", "sh:or", "an empty list"),
        ('sh:property [ sh:path :p ; sh:pattern "(" ] .', "sh:pattern", "a broken regular expression: '('"),
        ('sh:property [ sh:path :p ; sh:pattern "a" ; sh:flags "y" ] .', "sh:pattern", "with flags 'y'"),
        ('sh:property [ sh:path :p ; sh:class "C" ] .', "sh:class", "is no address"),
        ("sh:node [ sh:path :p ; sh:minCount 1 ] .", "sh:node", "is a property shape"),
        ("sh:node :t . :t a sh:NodeShape ; sh:not :s .", "recursion", "<urn:x:s> -> <urn:x:t> -> <urn:x:s>"),
        ("sh:sparql [ sh:select 'SELECT $this WHERE { $this :p ?v }' ] .", "sh:select", "prefix : is not declared"),
    ],
)
def test_an_ill_formed_shape_is_told(text: str, term: str, wrong: str) -> None:
    with pytest.raises(ShapesError) as error:
        compile_shapes(shapes(SHAPE + text))
    assert [one for one in error.value.faults if one.term == term and wrong in str(one)], error.value


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("SELECT $this WHERE { $this :p ?v MINUS { $this :q ?v } }", "MINUS: SHACL forbids it"),
        ("SELECT $this WHERE { $this :p ?v VALUES ?v { 1 } }", "VALUES: SHACL forbids it"),
        ("SELECT $this WHERE { $this :p ?v SERVICE :there { ?v :q ?w } }", "SERVICE: SHACL forbids it"),
        ("SELECT $this WHERE { { SELECT ?v WHERE { ?w :p ?v } } }", "a sub-query that does not project $this"),
        ("SELECT $this WHERE { { SELECT * WHERE { FILTER($this = :n) } } }", "a sub-query that does not project $this"),
        ("SELECT $this WHERE { BIND(1 AS $this) }", "a pre-bound variable cannot be given another value"),
        ("SELECT ?v WHERE { $this :p ?v }", "a SELECT that does not project $this"),
        ("SELECT $this WHERE { $this $PATH ?v }", "$PATH where there is no path"),
        ("CONSTRUCT { $this :p 1 } WHERE { $this :p ?v }", "neither SELECT nor ASK"),
        ("SELECT $this WHERE { $this :p ?v", "a brace that is not closed"),
        ("SELECT $this WHERE { $this :p }", "no SPARQL"),
        ("SELECT $this WHERE { $this :p <v> }", "a relative address"),
    ],
)
def test_what_shacl_forbids_of_a_query_is_told(text: str, wrong: str) -> None:
    with pytest.raises(ShapesError) as error:
        compile_shapes(shapes(query(text)))
    assert [one.shape for one in error.value.faults] == ["<urn:x:s>"]
    assert wrong in str(error.value)


def test_words_in_text_and_comments_are_no_keywords() -> None:
    """MINUS, VALUES and braces in a string, an address or a comment are none."""
    text = """SELECT $this ?value WHERE { # MINUS { VALUES
      $this :p ?value FILTER(?value != 'SERVICE { } $this' && ?value != <urn:x:MINUS#VALUES>) }"""
    data = store(":n a :C ; :p 1 . :m a :C ; :p 'SERVICE { } $this' .")
    assert [str(one.focus) for one in validate(data, shapes(query(text))).results] == ["<urn:x:n>"]


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ShapesError) as error:
        compile_shapes(shapes(":s a sh:NodeShape ; sh:targetClass 'C' ; sh:minCount 1 . :t sh:targetclass :C ."))
    assert {(one.shape, one.term) for one in error.value.faults} == {
        ("<urn:x:s>", "sh:targetClass"),
        ("<urn:x:s>", "sh:minCount"),
        ("<urn:x:t>", "sh:targetclass"),
    }


def test_a_shape_that_judges_nothing_is_a_warning() -> None:
    unused = compile_shapes(shapes(":s a sh:NodeShape ; sh:class :C . :t sh:node [ sh:class :C ] ; sh:targetNode :n ."))
    assert unused.warnings == (Fault("<urn:x:s>", "sh:targetClass", "no target, and no shape refers to it"),)
    assert validate(store(""), unused).warnings == unused.warnings


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ('sh:property [ sh:path :p ; sh:pattern "(?=y)yes" ] .', "sh:pattern"),
        ("sh:rule [] .", "sh:rule"),
        ("sh:sparql [ sh:select 'SELECT $this WHERE { FILTER(bound($shapesGraph)) }' ] .", "sh:select"),
        ("sh:sparql [ sh:select 'SELECT $this WHERE { FILTER(<urn:x:own>($this)) }' ] .", "sh:select"),
    ],
)
def test_what_is_not_compiled_is_refused_by_name(text: str, term: str) -> None:
    graph = shapes(SHAPE + text)
    with pytest.raises(Refusal) as refusal:
        validate(store(""), graph, fallback=False)
    assert refusal.value.fault.term == term
    assert [node.value for node in compile_shapes(graph).refused] == ["urn:x:s"]


def test_a_refused_shape_goes_to_pyshacl_and_the_rest_does_not() -> None:
    text = """
    sh:property [ sh:path :p ; sh:pattern "(?=y)yes" ] .
    :t a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :p ; sh:minLength 4 ] .
    """
    found = validate(store(":n a :C ; :p 'no' . :m a :C ; :p 'yes' ."), shapes(SHAPE + text))
    assert [(str(one.focus), one.component.value.rsplit("#")[-1]) for one in found.results] == [
        ("<urn:x:m>", "MinLengthConstraintComponent"),
        ("<urn:x:n>", "MinLengthConstraintComponent"),
        ("<urn:x:n>", "PatternConstraintComponent"),
    ]
    assert [one.fault.shape for one in found.refused] == ["<urn:x:s> [<urn:x:p>]"]


def test_a_query_can_report_a_failure() -> None:
    text = "SELECT $this ?failure WHERE { $this :p ?v BIND(true AS ?failure) }"
    assert validate(store(":n a :C ."), shapes(query(text))).conforms
    with pytest.raises(ValidationFailure, match="reports a failure at <urn:x:n>"):
        validate(store(":n a :C ; :p 1 ."), shapes(query(text)))


def test_a_limit_counts_for_each_focus_node() -> None:
    """Two values each: LIMIT 1 leaves one for each node, not one for all."""
    text = "SELECT $this ?value WHERE { $this :p ?value } ORDER BY ?value LIMIT 1"
    data = store(":n a :C ; :p 1, 2 . :m a :C ; :p 3, 4 .")
    found = validate(data, shapes(query(text)), fallback=False)
    assert [(str(one.focus), getattr(one.value, "value", "")) for one in found.results] == [
        ("<urn:x:m>", "3"),
        ("<urn:x:n>", "1"),
    ]


def test_the_message_path_and_value_of_a_row() -> None:
    message = 'sh:message "{$this} has {?value} and {?none}"@en'
    select = 'sh:select "SELECT $this (:q AS ?path) (?v AS ?value) WHERE { $this :p ?v }"'
    text = f"{SHAPE} sh:severity :grave ; {message} ; sh:sparql [ sh:prefixes :prefixes ; {select} ] ."
    (one,) = validate(store(":n a :C ; :p 'x'@en ."), shapes(text)).results
    assert [str(message) for message in one.messages] == ['"urn:x:n has x and {?none}"@en']
    assert (str(one.path), str(one.value), str(one.severity)) == ("<urn:x:q>", '"x"@en', "<urn:x:grave>")
    assert str(one.constraint).startswith("_:")


def test_a_report_read_from_its_graph_is_the_same() -> None:
    paths = (
        "[ sh:alternativePath ( :p ( :q [ sh:inversePath :r ] ) ) ] ; sh:minCount 1",
        "[ sh:zeroOrMorePath :p ] ; sh:nodeKind sh:Literal",
        "[ sh:oneOrMorePath [ sh:zeroOrOnePath :p ] ] ; sh:class :D",
    )
    properties = " ; ".join(f"sh:property [ sh:path {path} ; sh:message 'no', 'nein'@de ]" for path in paths)
    text = f"{SHAPE} sh:severity sh:Warning ; {properties} ."
    report = validate(store(":n a :C . :m a :C ; :p 1, 'x'@en ."), shapes(text), fallback=False)
    assert len(report.results) > 5
    assert in_order(results_in(report.graph())) == in_order(list(report.results))


def test_a_target_of_a_query_and_an_implicit_class() -> None:
    text = """
    :D a sh:NodeShape, <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:property [ sh:path :p ; sh:minCount 1 ] .
    :t a sh:NodeShape ; sh:class :D ; sh:target [ a sh:SPARQLTarget ; sh:prefixes :prefixes ;
      sh:select "SELECT ?this WHERE { ?this :p ?v FILTER(?v > 1) }" ] .
    """
    data = store(
        ":E <http://www.w3.org/2000/01/rdf-schema#subClassOf> :D . :n a :D . :e a :E . :m a :D ; :p 2 . :o :p 3 ."
    )
    found = validate(data, shapes(text), fallback=False)
    assert [(str(one.focus), one.component.value.rsplit("#")[-1]) for one in found.results] == [
        ("<urn:x:e>", "MinCountConstraintComponent"),
        ("<urn:x:n>", "MinCountConstraintComponent"),
        ("<urn:x:o>", "ClassConstraintComponent"),
    ]


def test_a_shape_that_two_others_share_reports_for_each() -> None:
    shared = "sh:property :shared . :shared sh:path :p ; sh:minCount 1 ."
    graph = shapes(f":s a sh:NodeShape ; sh:targetClass :C ; {shared} :t a sh:NodeShape ; sh:targetClass :D ; {shared}")
    found = validate(store(":n a :C, :D . :m a :C ."), graph, fallback=False)
    assert [str(one.focus) for one in found.results] == ["<urn:x:m>", "<urn:x:n>", "<urn:x:n>"]


def test_prefixes_are_declared_over_any_number_of_imports() -> None:
    imports = "<http://www.w3.org/2002/07/owl#imports>"
    select = "sh:select 'SELECT $this WHERE { $this :p ?v }'"
    text = f":a {imports} :b . :b {imports} :prefixes . {SHAPE} sh:sparql [ sh:prefixes :a ; {select} ] ."
    assert len(validate(store(":n a :C ; :p 1 ."), shapes(text)).results) == 1


def test_the_inverse_of_a_sequence_in_a_shape_that_another_refers_to() -> None:
    text = f"{SHAPE} sh:not [ sh:path [ sh:inversePath ( :p :q ) ] ; sh:minCount 1 ] ."
    found = validate(store(":n a :C . :m a :C . :x :p :y . :y :q :n . :x :q :z . :z :p :m ."), shapes(text))
    assert [str(one.focus) for one in found.results] == ["<urn:x:n>"]


def test_a_class_below_a_blank_class_below_the_target() -> None:
    subclass = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    data = store(f":D {subclass} [ {subclass} [ {subclass} :C ] ] . :n a :D .")
    found = validate(data, shapes(f"{SHAPE} sh:property [ sh:path :p ; sh:minCount 1 ] ."))
    assert [str(one.focus) for one in found.results] == ["<urn:x:n>"]


def test_a_query_in_a_shape_that_another_refers_to() -> None:
    """Under sh:not and sh:or a query's own results are not reported: whether it has one decides."""
    inner = '[ sh:sparql [ sh:prefixes :prefixes ; sh:select "SELECT $this WHERE { $this :q ?v FILTER(?v > 1) }" ] ]'
    text = f"{SHAPE} sh:property [ sh:path :p ; sh:not {inner} ] ; sh:property [ sh:path :p ; sh:node {inner} ] ."
    found = validate(store(":n a :C ; :p :low, :high . :low :q 1 . :high :q 2 ."), shapes(text), fallback=False)
    assert [(str(one.value), one.component.value.rsplit("#")[-1]) for one in found.results] == [
        ("<urn:x:high>", "NodeConstraintComponent"),
        ("<urn:x:low>", "NotConstraintComponent"),
    ]


def test_more_values_than_are_nested_are_counted_all_the_same() -> None:
    few, many = (f"[ sh:property [ sh:path :p ; {count} ] ]" for count in ("sh:minCount 6", "sh:maxCount 7"))
    text = f"{SHAPE} sh:node {few} ; sh:not {many} ."
    data = store(
        ":few a :C ; :p 1, 2, 3, 4, 5 . :more a :C ; :p 1, 2, 3, 4, 5, 6 . :most a :C ; :p 1, 2, 3, 4, 5, 6, 7, 8 ."
    )
    found = validate(data, shapes(text), fallback=False)
    assert sorted((str(one.focus), one.component.value.rsplit("#")[-1]) for one in found.results) == [
        ("<urn:x:few>", "NodeConstraintComponent"),
        ("<urn:x:few>", "NotConstraintComponent"),
        ("<urn:x:more>", "NotConstraintComponent"),
    ]


def test_a_closed_property_shape_and_zero_length_paths() -> None:
    text = """
    :s sh:targetNode :gone ; sh:property [ sh:path [ sh:zeroOrMorePath :p ] ; sh:nodeKind sh:Literal ] .
    :t sh:targetNode :n ; sh:property [ sh:path :p ; sh:closed true ; sh:ignoredProperties ( :q ) ] .
    """
    found = validate(store(":n :p :m . :m :q 1 ; :r 2 ."), shapes(text), fallback=False)
    assert [(str(one.focus), str(one.path), str(one.value)) for one in found.results] == [
        ("<urn:x:gone>", "(<urn:x:p>)*", "<urn:x:gone>"),
        ("<urn:x:n>", "<urn:x:r>", '"2"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ]


def test_a_day_that_no_month_has_is_no_date() -> None:
    graph = shapes(SHAPE + "sh:property [ sh:path :p ; sh:datatype xsd:date ] .")
    data = store(
        ":n a :C ; :p '2019-02-28'^^xsd:date, '2020-02-29Z'^^xsd:date, '2019-02-29'^^xsd:date, '2019'^^xsd:date ."
    )
    assert [getattr(one.value, "value", "") for one in validate(data, graph).results] == ["2019", "2019-02-29"]


def test_several_workers_give_the_same_order() -> None:
    text = SHAPE + " ; ".join(f"sh:property [ sh:path :p{number} ; sh:minCount 1 ]" for number in range(20)) + " ."
    data = store(" ".join(f":n{number} a :C ." for number in range(30)))
    one, two = (validate(data, shapes(text), workers=workers) for workers in (1, 2))
    assert [(one.focus, one.path) for one in one.results] == [(two.focus, two.path) for two in two.results]
    assert len(one.results) == 600


def test_all_graphs_as_one_on_request() -> None:
    data = ox.Store()
    data.load(b"<urn:x:g> { <urn:x:n> a <urn:x:C> } <urn:x:h> { <urn:x:n> a <urn:x:C> }", format=ox.RdfFormat.TRIG)
    graph = shapes(SHAPE + "sh:property [ sh:path :p ; sh:minCount 1 ] ; sh:nodeKind sh:Literal .")
    assert validate(data, graph).conforms
    assert [str(one.focus) for one in validate(data, graph, union=True).results] == ["<urn:x:n>", "<urn:x:n>"]


def test_the_example_of_the_package_is_true() -> None:
    failed, tried = doctest.testmod(shacl_compiler)
    assert (failed, tried > 5) == (0, True)


def test_the_package_knows_nothing_of_boards() -> None:
    """It stands alone: nothing of ijb_graph is imported by it."""
    for module in not_empty(sorted(Path(shacl_compiler.__file__).parent.glob("*.py"))):
        assert "ijb" not in module.read_text(encoding="utf-8"), module


def test_each_public_name_is_there_and_no_other() -> None:
    assert {name for name in shacl_compiler.__all__ if getattr(shacl_compiler, name, None) is None} == set()
    with pytest.raises(AttributeError, match="no attribute 'compile'"):
        shacl_compiler.compile  # noqa: B018
