"""The published vocabulary: four files that are one ontology, with what registries and SKOS tools ask of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.addresses import BASE
from ijb_graph.graph.ontology import ontology_files
from ijb_graph.publish.vocabulary_files import PARTS
from owl_profile import violations
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, VANN

DEF = URIRef(f"{BASE}def")
STATUS = URIRef("http://purl.org/ontology/bibo/status")

# What FOOPS! and LOV ask of an ontology's header, as far as it is true: there is no version before the first.
HEADER = (
    *(RDFS.label, DCTERMS.title, DCTERMS.alternative, DCTERMS.abstract, DCTERMS.description, DCTERMS.creator),
    *(DCTERMS.contributor, DCTERMS.publisher, DCTERMS.license, DCTERMS.rights, DCTERMS.created, DCTERMS.issued),
    *(DCTERMS.modified, DCTERMS.language, DCTERMS.source, DCTERMS.bibliographicCitation, OWL.versionIRI),
    *(OWL.versionInfo, VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri, STATUS),
)
# Of these, what each of the other files says of itself.
OF_EACH = {
    *(DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license, DCTERMS.modified),
    *(OWL.versionIRI, OWL.versionInfo, STATUS),
}


@pytest.fixture(scope="module")
def parts(publication: Path) -> dict[str, Graph]:
    return {part: Graph().parse(publication / f"{part}.ttl") for part in PARTS}


def address_of(part: str) -> URIRef:
    return DEF if part == "ontology" else URIRef(f"{DEF}/{part}")


def without_header(part: str, graph: Graph) -> set[tuple[object, object, object]]:
    here = address_of(part)
    return {one for one in graph if not (one[0] == here and (part != "ontology" or one[1] == OWL.imports))}


def test_the_four_files_are_the_ontology_and_share_nothing(publication: Path, parts: dict[str, Graph]) -> None:
    stated = {part: without_header(part, graph) for part, graph in parts.items()}
    whole = set(Graph().parse(publication / "vocabulary.ttl"))
    assert set().union(*stated.values()) == whole
    assert sum(len(one) for one in stated.values()) == len(whole)
    assert all(not_empty(stated.values()))


def test_each_file_holds_what_its_source_holds(parts: dict[str, Graph]) -> None:
    """The files of the project are split in the same way, by hand."""
    written: dict[str, set[tuple[object, object, object]]] = {part: set() for part in PARTS}
    for path in ontology_files(PROJECT.ontology):
        part = "schemes" if path.parent.name == "schemes" else path.stem if path.stem in PARTS else "ontology"
        written[part] |= set(Graph().parse(path))
    found = {part: without_header(part, graph) for part, graph in parts.items()}
    assert {part: found[part] ^ written[part] for part in PARTS} == {part: set() for part in PARTS}


def test_each_file_is_an_ontology_of_its_own_with_a_versioned_address(
    publication: Path, parts: dict[str, Graph]
) -> None:
    for part, graph in not_empty(parts.items()):
        here = address_of(part)
        assert set(graph.subjects(RDF.type, OWL.Ontology)) == {here}
        assert {one for one in HEADER if (here, one, None) not in graph} <= (
            set(HEADER) - OF_EACH if part != "ontology" else set()
        )
        version = str(graph.value(here, OWL.versionInfo))
        assert graph.value(here, OWL.versionIRI) == URIRef(f"{here}/{version}")
        copy = publication / "versions" / version / f"{part}.ttl"
        assert copy.read_bytes() == (publication / f"{part}.ttl").read_bytes()
        assert set(graph.objects(here, OWL.imports)) <= {address_of(one) for one in PARTS}
    assert len(HEADER) == 21


def headless(concepts: Graph) -> set[str]:
    """Concepts without a label, a scheme, or a way up to a top of the scheme; schemes without a title."""
    found = set()
    concept_classes = set(concepts.transitive_subjects(RDFS.subClassOf, SKOS.Concept))
    for concept in {one for kind in concept_classes for one in concepts.subjects(RDF.type, kind)}:
        schemes = set(concepts.objects(concept, SKOS.inScheme))
        above = set(concepts.transitive_objects(concept, SKOS.broader))
        tops = {scheme for one in above for scheme in concepts.objects(one, SKOS.topConceptOf)}
        tops |= {scheme for one in above for scheme in concepts.subjects(SKOS.hasTopConcept, one)}
        if not concepts.value(concept, SKOS.prefLabel) or not schemes or not schemes <= tops:
            found.add(str(concept))
        found |= {str(one) for one in schemes if (one, RDF.type, SKOS.ConceptScheme) not in concepts}
    for scheme in concepts.subjects(RDF.type, SKOS.ConceptScheme):
        if not (concepts.value(scheme, DCTERMS.title) or concepts.value(scheme, RDFS.label)):
            found.add(str(scheme))
    return found


@pytest.fixture(scope="module")
def stated(publication: Path) -> Graph:
    """The statements of SKOS, of classes and of labels in all files."""
    graph = Graph()
    for path in (
        publication / "vocabulary.ttl",
        publication / "reference.ttl",
        *(publication / "papers").rglob("*.ttl"),
    ):
        graph.parse(path)
    return graph


def test_every_concept_has_a_label_a_scheme_and_a_top(stated: Graph, parts: dict[str, Graph]) -> None:
    assert headless(stated) == set()
    assert len(set(stated.subjects(SKOS.prefLabel))) > 350
    schemes = parts["schemes"]
    for scheme in not_empty(schemes.subjects(RDF.type, SKOS.ConceptScheme)):
        assert schemes.value(scheme, DCTERMS.title) == schemes.value(scheme, SKOS.prefLabel)
    for concept, scheme in not_empty(schemes.subject_objects(SKOS.topConceptOf)):
        assert (scheme, SKOS.hasTopConcept, concept) in schemes


@pytest.mark.parametrize("missing", [SKOS.prefLabel, SKOS.inScheme, SKOS.topConceptOf, DCTERMS.title])
def test_a_concept_that_lacks_something_is_found(missing: URIRef, parts: dict[str, Graph]) -> None:
    node = URIRef(f"{BASE}scheme/rating") if missing == DCTERMS.title else URIRef(f"{BASE}scheme/rating/established")
    spoilt = Graph() + parts["schemes"]
    spoilt.remove((node, missing, None))
    spoilt.remove((None, SKOS.hasTopConcept, node))
    assert headless(spoilt) == {str(node)}


def test_every_outside_term_is_told_by_kind(parts: dict[str, Graph]) -> None:
    """What our terms are subclasses, subproperties, ranges or domains of has a type in the same files."""
    whole = Graph()
    for graph in parts.values():
        whole += graph
    used = {
        value
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith)
        for value in whole.objects(None, predicate)
    }
    built_in = {str(one) for one in (XSD.string, XSD.integer, XSD.decimal, XSD.boolean, RDFS.Literal)}
    assert {str(one) for one in used if (one, RDF.type, None) not in whole} <= built_in
    assert {
        str(one) for one in whole.predicates() if (one, RDF.type, None) not in whole and not is_built_in(one)
    } == set()


def is_built_in(predicate: object) -> bool:
    return str(predicate).startswith((str(RDF), str(RDFS), str(OWL)))


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_each_file_is_owl_2_dl(part: str, publication: Path) -> None:
    """Each with what it imports, which the OWL API is given before it."""
    order = ("borrowed", "ontology", "schemes", "mappings")
    axioms, found = violations(publication / f"{one}.ttl" for one in order[: order.index(part) + 1])
    assert found == []
    assert axioms > 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "removed", "violation"),
    [
        ("borrowed", (XSD.date, RDF.type, RDFS.Datatype), "Use of undeclared datatype: xsd:date"),
        ("borrowed", (DCTERMS.source, RDF.type, OWL.AnnotationProperty), "undeclared annotation property"),
    ],
)
def test_what_leaves_owl_2_dl_is_found(
    file: str, removed: tuple[URIRef, URIRef, URIRef], violation: str, publication: Path, tmp_path: Path
) -> None:
    graph = Graph().parse(publication / f"{file}.ttl")
    assert removed in graph
    graph.remove(removed)
    graph.add((URIRef("urn:x:a"), RDFS.label, Literal("a")))
    graph.serialize(tmp_path / f"{file}.ttl")
    _, found = violations([tmp_path / f"{file}.ttl", publication / "ontology.ttl"])
    assert any(violation in one for one in found)
