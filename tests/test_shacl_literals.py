"""Literals of which Oxigraph keeps less than SHACL asks for, and numbers that it cannot compute with."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from foreign_shapes import BOX, LONG, Rdflib, graph, store, told
from shacl_compiler import compile_shapes, revalidate, validate
from shacl_compiler.pyshacl_fallback import run_pyshacl

# A shape and the values that must be reported where the texts are known.
OF_TEXTS = {
    ":holds 1.50, 1.5": ("sh:pattern '^[0-9]+[.][0-9]{2}$'", ["a 1.5 Pattern"]),
    ":holds '01'^^xsd:integer, 12, 3": ("sh:minLength 2", ["a 3 MinLength"]),
    ":holds '+1'^^xsd:integer, 1": ("sh:maxLength 1", ["a +1 MaxLength"]),
    ":holds 2.50, 2.5": ("sh:in ( 2.5 )", ["a 2.50 In"]),
    ":holds 2.5 ": ("sh:in ( 2.50 )", ["a 2.5 In"]),
    ":holds 7": ("sh:hasValue '07'^^xsd:integer", ["a - HasValue"]),
    ":holds '2020-01-01+00:00'^^xsd:date": ("sh:hasValue '2020-01-01Z'^^xsd:date", ["a - HasValue"]),
    ":holds 1.0 ; :takes 1.00": ("sh:equals :takes", ["a 1.0 Equals", "a 1.00 Equals"]),
    ":holds 1.0 ; :takes 1.00 ": ("sh:disjoint :takes", []),
    ":holds 4.0, 4.00": ("sh:maxCount 1", ["a - MaxCount"]),
    ":holds '3'^^xsd:int": ("sh:datatype xsd:integer", ["a 3 Datatype"]),
    f":holds 1.50, 0.{LONG}": ("sh:maxLength 3", [f"a 0.{LONG} MaxLength", "a 1.50 MaxLength"]),
    ":holds 3": ("sh:datatype xsd:int", ["a 3 Datatype"]),
}


@pytest.mark.parametrize("values", OF_TEXTS)
def test_texts_of_numbers_and_dates(values: str) -> None:
    """Of an rdflib graph the texts count; of a store what it has, with a warning where that can be another result."""
    constraint, expected = OF_TEXTS[values]
    data, shapes = f":a a :Box ; {values} .", f"{BOX} sh:property [ sh:path :holds ; {constraint} ] ."
    assert told(run_pyshacl(graph(data), graph(shapes))) == expected
    exact = validate(graph(data), graph(shapes))
    assert told(exact.results) == expected
    stored = validate(store(data), graph(shapes))
    # Two literals that are one triple in a store are counted as one: so its documentation says.
    if told(stored.results) != expected and "maxCount" not in constraint:
        assert [str(one) for one in stored.warnings if "Oxigraph keeps" in str(one)]


DERIVED = {
    "byte": ["-128", "127", "0127"],
    "short": ["-32768", "32767"],
    "int": ["-2147483648", "2147483647"],
    "long": ["-9223372036854775808", "9223372036854775807"],
    "unsignedByte": ["0", "255", "-0"],
    "unsignedShort": ["0", "65535"],
    "unsignedInt": ["0", "4294967295"],
    "unsignedLong": ["0", "18446744073709551615"],
    "nonNegativeInteger": ["0", "-0", "+7", LONG],
    "positiveInteger": ["1", "001", LONG],
    "nonPositiveInteger": ["0", "+0", "-1", f"-{LONG}"],
    "negativeInteger": ["-1", "-01", f"-{LONG}"],
}
OUTSIDE = {
    "byte": ["-129", "128", "", "1.0", "x"],
    "short": ["-32769", "32768"],
    "int": ["-2147483649", "2147483648"],
    "long": ["-9223372036854775809", "9223372036854775808", LONG],
    "unsignedByte": ["-1", "256"],
    "unsignedShort": ["-1", "65536"],
    "unsignedInt": ["-1", "4294967296"],
    "unsignedLong": ["-1", "18446744073709551616", LONG],
    "nonNegativeInteger": ["-1", f"-{LONG}"],
    "positiveInteger": ["0", "-0", "-1"],
    "nonPositiveInteger": ["1", LONG],
    "negativeInteger": ["0", "-0", "1"],
}


@pytest.mark.parametrize("kind", DERIVED)
def test_integers_of_each_derived_datatype(kind: str) -> None:
    every = ", ".join(f'"{text}"^^xsd:{kind}' for text in (*DERIVED[kind], *OUTSIDE[kind]))
    data, shapes = f":a a :Box ; :holds {every} .", f"{BOX} sh:property [ sh:path :holds ; sh:datatype xsd:{kind} ] ."
    expected = sorted(f"a {text} Datatype" for text in OUTSIDE[kind])
    exact = validate(graph(data), graph(shapes))
    if kind in ("long", "unsignedLong"):
        # pySHACL takes any whole number for an xsd:long, and any that is not negative for an xsd:unsignedLong.
        assert exact.refused
    else:
        assert told(exact.results) == expected
    assert told(validate(Rdflib(graph(data)), graph(shapes)).results) == expected
    # A store has "-0" as "0" and the like.
    report = validate(store(data), graph(shapes))
    assert {one.replace("-0 ", "0 ") for one in told(report.results)} == {one.replace("-0 ", "0 ") for one in expected}
    assert report.warnings or report.refused


def test_a_target_is_the_literal_that_the_shape_says() -> None:
    shapes = graph(":s a sh:NodeShape ; sh:targetNode '2'^^xsd:byte ; sh:in ( 2 ) .")
    for data in (graph(":a :b 'c' ."), store(":a :b 'c' .")):
        assert told(validate(data, shapes).results) == ["2 2 In"]


def test_a_target_of_which_only_the_value_counts_is_not_refused() -> None:
    """A store keeps 4.0 as 4, and both are above 3."""
    report = validate(store(":a :b 'c' ."), graph(":s a sh:NodeShape ; sh:targetNode 4.0 ; sh:maxExclusive 3 ."))
    assert report.refused == ()
    assert len(report.results) == 1


def test_what_fits_is_not_refused() -> None:
    """Data without such literals are validated by queries, and nothing is said."""
    data = ":a a :Box ; :holds 1.5, 2, 'x'^^xsd:integer ; :name 'A' . :other :weighs 1.50 ."
    shapes = f"{BOX} sh:property [ sh:path :holds ; sh:maxInclusive 1 ], [ sh:path :name ; sh:minLength 2 ] ."
    for source in (graph(data), store(data)):
        report = validate(source, graph(shapes), fallback=False)
        assert told(report.results) == [
            "a 1.5 MaxInclusive",
            "a 2 MaxInclusive",
            "a A MinLength",
            "a x MaxInclusive",
        ]
        assert report.warnings == ()


def test_a_language_has_no_case() -> None:
    data = ":a a :Box ; :holds 'chat'@FR-be, 'chien'@fr-BE ."
    shapes = f"{BOX} sh:property [ sh:path :holds ; sh:uniqueLang true ; sh:languageIn ( 'EN' 'Fr' ) ] ."
    for source in (graph(data), store(data)):
        assert told(validate(source, graph(shapes), fallback=False).results) == ["a - UniqueLang"]


def test_an_incremental_validation_meets_a_long_number() -> None:
    compiled, data = compile_shapes(graph(f"{BOX} sh:property [ sh:path :holds ; sh:minInclusive 9 ] .")), store("")
    before = validate(data, compiled)
    box, kind = ox.NamedNode("urn:x:a"), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    number = ox.Literal(LONG, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    added = [ox.Triple(box, kind, ox.NamedNode("urn:x:Box")), ox.Triple(box, ox.NamedNode("urn:x:holds"), number)]
    data.extend(ox.Quad(*one) for one in added)
    after = revalidate(compiled, data, before, added, [])
    assert (told(after.results), len(after.refused)) == ([], 1)
    removed = [one for one in added if one.object == number]
    data.remove(ox.Quad(*removed[0]))
    assert revalidate(compiled, data, after, [], removed).refused == ()


def test_moments_without_and_with_a_zone() -> None:
    """pySHACL takes every xsd:dateTime for an xsd:dateTimeStamp; of a rdflib graph it is asked, and it is named."""
    moments = '"2020-01-01T00:00:00"^^xsd:dateTimeStamp, "2020-01-01T00:00:00Z"^^xsd:dateTimeStamp'
    data = f":a a :Box ; :holds {moments} ."
    report = validate(store(data), graph(f"{BOX} sh:property [ sh:path :holds ; sh:datatype xsd:dateTimeStamp ] ."))
    assert told(report.results) == ["a 2020-01-01T00:00:00 Datatype"]
    assert "xsd:dateTimeStamp as xsd:dateTime" in str(report.warnings[0])


def test_pyshacl_changes_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """pySHACL itself lets rdflib change each literal that is read after it."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    run_pyshacl(graph(""), graph(""))
    assert str(rdflib.Literal("01", datatype=rdflib.XSD.integer)) == "01"
