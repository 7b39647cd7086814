"""The W3C SHACL test suite: each test's report is the expected one, result by result; what is not is named below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib.term
from foreign_shapes import Rdflib
from rdflib import RDF, SH, BNode, Graph, Namespace, URIRef
from rdflib.term import Node
from shacl_compiler import Refusal, Report, Result, ShapesError, validate
from shacl_compiler.pyshacl_fallback import results_in
from shacl_compiler.rdflib_terms import from_rdflib
from w3c_suite import unpack_suite

pytestmark = pytest.mark.slow

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

# What is refused, by name, with the reason that the refusal must give.
REFUSED = {
    # SHACL leaves it open whether an engine offers $shapesGraph. This one reads shapes, and queries data only.
    "sparql/pre-binding/shapesGraph-001": "the shapes are not among the data",
}
# What a store cannot know, and warns of; it is found in an rdflib graph, below.
WARNED = {"core/property/datatype-ill-formed": "Oxigraph keeps whole numbers of every datatype as xsd:integer"}


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack_suite(tmp_path_factory.mktemp("w3c"))


@pytest.fixture(autouse=True)
def _as_written(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let rdflib keep "1"^^xsd:boolean as it is written: a test of the suite turns on it."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    yield


def in_store(graph: Graph) -> ox.Store:
    store = ox.Store()
    for triple in graph:
        store.add(ox.Quad(*(from_rdflib(term) for term in triple)))  # type: ignore[arg-type]
    return store


def as_kept(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str:
    """A term as Oxigraph gives it back."""
    if not isinstance(term, ox.Literal):
        return str(term)
    store, any_ = ox.Store(), ox.NamedNode("urn:x:any")
    store.add(ox.Quad(any_, any_, term))
    return str(next(iter(store)).object)


def told(result: Result) -> tuple[str, ...]:
    """What the suite compares of a result."""
    terms = (result.focus, result.value, result.component, result.severity, result.shape, result.constraint)
    return (str(result.path), *(as_kept(term) for term in terms))


def expected(manifest: Graph, report: Node) -> Counter[tuple[str, ...]]:
    """The results of the report that a test expects, without what else stands in its file."""
    graph = Graph()
    ends = (SH.sourceShape, SH.focusNode, SH.value, SH.sourceConstraint)
    open_ = list(manifest.objects(report, SH.result))
    for result in open_:
        graph.add((report, SH.result, result))
    while open_:
        node = open_.pop()
        for predicate, value in manifest.predicate_objects(node):
            if isinstance(value, BNode) and predicate not in ends and (value, None, None) not in graph:
                open_.append(value)
            graph.add((node, predicate, value))
    return Counter(told(result) for result in results_in(graph))


def test_the_suite(suite: Path, subtests: pytest.Subtests) -> None:
    tests = [path for path in sorted(suite.rglob("*.ttl")) if "sht:Validate" in path.read_text(encoding="utf-8")]
    names = [str(path.relative_to(suite).with_suffix("")) for path in tests]
    assert Counter(name.split("/")[0] for name in names) == {"core": 98, "sparql": 23}
    for name, path in zip(names, tests, strict=True):
        with subtests.test(name):
            of_the_suite(name, path)


def of_the_suite(name: str, path: Path) -> None:
    manifest = Graph().parse(path, publicID=path.as_uri())
    (test,) = manifest.subjects(RDF.type, SHT.Validate)
    action, wanted = manifest.value(test, MF.action), manifest.value(test, MF.result)
    assert wanted is not None

    def graph(which: URIRef) -> Graph:
        place = str(manifest.value(action, which))
        file = Path(place.removeprefix("file://"))
        return manifest if file == path else Graph().parse(file, publicID=place)

    def report() -> Report:
        return validate(in_store(graph(SHT.dataGraph)), graph(SHT.shapesGraph), fallback=False)

    if wanted == SHT.Failure:
        with pytest.raises(ShapesError):
            report()
    elif name in REFUSED:
        with pytest.raises(Refusal, match=REFUSED[name]):
            report()
    else:
        found = report()
        if name in WARNED:
            assert WARNED[name] in str(found.warnings[0])
            return
        assert Counter(told(result) for result in found.results) == expected(manifest, wanted)
        # The report as RDF says the same.
        assert Counter(told(result) for result in results_in(found.graph())) == expected(manifest, wanted)


def test_what_oxigraph_does_not_keep_is_judged_where_it_is_kept(suite: Path) -> None:
    path = suite / "core/property/datatype-ill-formed.ttl"
    manifest = Graph().parse(path, publicID=path.as_uri())
    data, shapes = (Graph().parse(path.with_name(f"{path.stem}-{one}.ttl")) for one in ("data", "shapes"))
    (test,) = manifest.subjects(RDF.type, SHT.Validate)
    wanted = manifest.value(test, MF.result)
    assert wanted is not None
    for source in (Rdflib(data), data):
        assert Counter(told(one) for one in validate(source, shapes).results) == expected(manifest, wanted)
