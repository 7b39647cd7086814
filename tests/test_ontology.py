"""The ontology: every term a dictionary entry; nothing declared and not used; nothing used and not declared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.addresses import PREFIXES
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built
from ijb_graph.graph.ontology import ontology_files
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Dataset, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, PROV, QB, SH, VOID, XSD, DefinedNamespace

IJB = PREFIXES["ijb"]
SCHEME = PREFIXES["scheme"]
NAMESPACES: list[type[DefinedNamespace]] = [DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SH, SKOS, VOID, XSD]

# rdflib knows no list of the terms of these two: they were looked up in the vocabularies themselves.
OA = {
    "FragmentSelector",
    "SpecificResource",
    "TextPositionSelector",
    "TextQuoteSelector",
    "end",
    "exact",
    "hasSelector",
    "hasSource",
    "start",
}
ELI = {"LegalResource", "LegalResourceSubdivision", "based_on", "cites", "is_part_of", "number"}
# What SHACL, ELI and others name beside RDF terms: addresses of things, not of terms.
THINGS = (
    "http://www.legislation.gov.uk/",
    "http://statistics.gov.scot/",
    "http://tools.ietf.org/rfc/",
    "https://creativecommons.org/",
    "https://www.sehd.scot.nhs.uk/",
    PREFIXES["id"],
    PREFIXES["shape"],
)


def ontology() -> Graph:
    graph = Graph()
    for path in ontology_files(PROJECT.ontology):
        graph.parse(path)
    return graph


def is_declared(address: str, ours: Graph) -> bool:
    """Whether a vocabulary has this term: ours, one that rdflib knows in full, OA or ELI."""
    if address.startswith((IJB, SCHEME)):
        return (URIRef(address), RDF.type, None) in ours
    for namespace in NAMESPACES:
        if address.startswith(str(namespace)):
            return URIRef(address) in namespace
    for prefix, terms in (("oa", OA), ("eli", ELI)):
        if address.startswith(PREFIXES[prefix]):
            return address.removeprefix(PREFIXES[prefix]) in terms
    return False


def terms_of(graph: Iterable[tuple[object, object, object]]) -> set[str]:
    """The addresses a graph uses as terms: predicates, classes, datatypes, and objects of any vocabulary known here."""
    known = [str(namespace) for namespace in NAMESPACES] + [PREFIXES["oa"], PREFIXES["eli"], IJB, SCHEME]
    found = set()
    for subject, predicate, value in graph:
        found.add(str(predicate))
        if isinstance(value, Literal) and value.datatype:
            found.add(str(value.datatype))
        for node in (subject, value):
            if isinstance(node, URIRef) and any(str(node).startswith(one) and str(node) != one for one in known):
                found.add(str(node))
        if predicate == RDF.type:
            found.add(str(value))
    return found


def terms_in_sparql(text: str) -> set[str]:
    """The prefixed names and full addresses of a query that are terms."""
    prefixes = dict(re.findall(r"PREFIX\s+([a-z]+):\s*<([^>]+)>", text)) or {
        name: PREFIXES[name]
        for name in ("dcat", "dcterms", "ijb", "org", "prov", "qb", "rdfs", "scheme", "skos", "xsd")
    }
    bare = re.sub(r'"[^"]*"|#[^\n>]*\n|<[^>]*>', " ", text)
    found = {
        prefixes[prefix] + local
        for prefix, local in re.findall(r"\b([a-z]+):([A-Za-z][\w-]*)", bare)
        if prefix in prefixes
    }
    return found | {
        address
        for address in re.findall(r"<(https?://[^>]+)>", re.sub(r"PREFIX[^\n]*", "", text))
        if not address.startswith(PREFIXES["id"])
    }


def shape_files() -> list[Path]:
    return sorted(PROJECT.shapes.rglob("*.ttl"))


@pytest.fixture(scope="module")
def stated(built: Built) -> Dataset:
    """The built graph, parsed once."""
    data = Dataset()
    data.parse(built.path, format="nquads")
    return data


@pytest.fixture(scope="module")
def used(stated: Dataset) -> dict[str, set[str]]:
    """Every term used, and where: the built graph, the rules and their cases, the questions and their cases."""
    found: dict[str, set[str]] = {}

    def use(terms: Iterable[str], where: str) -> None:
        for address in terms:
            found.setdefault(address, set()).add(where)

    use(terms_of((s, p, o) for s, p, o, _ in stated.quads()), "the built graph")
    for path in shape_files():
        graph = Graph().parse(path)
        use(terms_of(graph), str(path.relative_to(PROJECT.root)))
        for select in graph.objects(None, SH.select):
            use(terms_in_sparql(str(select)), str(path.relative_to(PROJECT.root)))
    for path in sorted(PROJECT.queries.glob("*/query.rq")):
        use(terms_in_sparql(path.read_text(encoding="utf-8")), str(path.relative_to(PROJECT.root)))
    for path in sorted(PROJECT.queries.glob("*/given.trig")):
        given = Dataset()
        given.parse(path, format="trig")
        use(terms_of((s, p, o) for s, p, o, _ in given.quads()), str(path.relative_to(PROJECT.root)))
    return found


def test_nothing_is_used_that_nobody_declares(used: dict[str, set[str]]) -> None:
    ours = ontology()
    undeclared = {
        address: where
        for address, where in used.items()
        if not is_declared(address, ours) and not address.startswith(THINGS)
    }
    assert undeclared == {}


@pytest.mark.parametrize(
    "misspelt",
    [
        "http://www.w3.org/ns/shacl#dataType",
        "http://www.w3.org/ns/shacl#mincount",
        "http://www.w3.org/ns/prov#revisionOf",
        IJB + "isAdressedTo",
        SCHEME + "rating/etablished",
        PREFIXES["oa"] + "hasSelektor",
        PREFIXES["eli"] + "based_upon",
        "http://www.w3.org/ns/org#Organisation",
        "http://unknown.example/term",
    ],
)
def test_a_misspelt_term_is_found(misspelt: str) -> None:
    """The sentinel: the check above would see these."""
    assert not is_declared(misspelt, ontology())
    assert misspelt in terms_of([(BNode(), URIRef(misspelt), Literal("x"))])


def test_a_misspelt_term_in_a_query_is_found() -> None:
    assert IJB + "isAdressedTo" in terms_in_sparql(
        "PREFIX ijb: <https://w3id.org/ijb/def#> SELECT ?x WHERE { ?x ijb:isAdressedTo ?y }"
    )
    assert PREFIXES["prov"] + "revisionOf" in terms_in_sparql("SELECT $this WHERE { $this prov:revisionOf ?y }")


def test_nothing_is_declared_that_nothing_uses(stated: Dataset, used: dict[str, set[str]]) -> None:
    """A class or property is used by a record, a rule or a question: not only by the ontology itself."""
    ours = ontology()
    records = terms_of((s, p, o) for s, p, o, graph in stated.quads() if not str(graph).endswith("/graph/ontology"))
    asked = {address for address, where in used.items() if any(one != "the built graph" for one in where)}
    declared = {
        str(term)
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in ours.subjects(RDF.type, kind)
        if str(term).startswith(IJB) and (term, OWL.deprecated, None) not in ours
    }
    assert declared
    above = {str(parent) for term in records for parent in ours.objects(URIRef(term), RDFS.subClassOf)}
    assert declared - records - asked - above == set()


def test_every_term_reads_like_a_dictionary_entry() -> None:
    ours = ontology()
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in not_empty(ours.subjects(RDF.type, kind)):
            if not str(term).startswith(IJB):
                continue
            name = str(term).removeprefix(IJB)
            wanted = [RDFS.label, SKOS.definition, SKOS.scopeNote, DCTERMS.source, RDFS.isDefinedBy]
            if kind == OWL.Class:
                wanted += [SKOS.example, URIRef(IJB + "negativeExample")]
                assert name[0].isupper(), name
            else:
                assert name[0].islower(), name
            for predicate in not_empty(wanted):
                assert len(list(ours.objects(term, predicate))) >= 1, f"{name} has no {predicate}"
            assert len(list(ours.objects(term, SKOS.definition))) == len(list(ours.objects(term, RDFS.label))) == 1, (
                name
            )


def test_examples_are_real(engine: Embedded) -> None:
    """Every address in an example of the ontology is that of a thing in the graph."""
    texts = " ".join(
        str(value)
        for predicate in (SKOS.example, URIRef(IJB + "negativeExample"))
        for value in ontology().objects(None, predicate)
    )
    addresses = {
        address.rstrip(".,;:)") for address in re.findall(r"https://w3id\.org/ijb/(?:id|scheme)/[^\s\"]+", texts)
    }
    assert len(addresses) > 20
    for address in not_empty(addresses):
        assert engine.query(f"ASK {{ <{address}> ?p ?o }}", "test").truth, address


def test_every_concept_has_a_scheme_and_a_meaning() -> None:
    ours = ontology()
    concepts = set(ours.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for concept in not_empty(concepts):
        assert ours.value(concept, SKOS.inScheme) == URIRef(str(concept).rsplit("/", 1)[0])
        assert ours.value(concept, SKOS.prefLabel)
        assert ours.value(concept, SKOS.definition)


def test_the_lists_of_values_are_those_of_the_schemes() -> None:
    """What the schema of a kind lets a cell hold is what the scheme of that name knows."""
    from ijb_graph.records.schema import read_schema

    kinds = read_schema(PROJECT.data).kinds
    ours = ontology()
    schemes = {
        ("outcomes", "outcome"): "outcome",
        ("directions", "status"): "status",
        ("overseers", "part"): "oversight-part",
        ("report-routes", "frequency"): "frequency",
        ("budget-lines", "category"): "budget-category",
        ("totals", "of"): "total",
        ("indicators", "unit"): "unit",
        ("indicators", "change_kind"): "change-kind",
        ("ratings", "rating"): "rating",
        ("decisions", "kind"): "decision",
        ("action-responses", "answer"): "answer",
        ("action-responses", "marker"): "marker",
        ("evidence", "stance"): "stance",
        ("action-responses", "state"): "state-told",
        ("improvement-actions", "answer"): "answer",
        ("improvement-actions", "state"): "state-told",
        ("improvement-actions", "status"): "action-status",
        ("improvement-actions", "wording"): "wording",
        ("national-progress", "rag"): "rag",
        ("national-progress", "delivery"): "delivery",
        ("reporting-duties", "frequency"): "frequency",
        ("reporting-duties", "subject"): "report-subject",
        ("reference/legal-basis", "status"): "basis-status",
        ("reference/proposals", "rated"): "rating-scope",
        ("directions", "basis"): "basis",
        ("documents-named", "state"): "document-state",
        ("stated-counts", "countable"): "countable",
        ("reference/aliases", "kind"): "name-kind",
    }
    for (kind, name), scheme in not_empty(schemes.items()):
        column = next(one for one in kinds[kind].columns if one.name == name)
        assert column.pattern
        concepts = {str(concept).rsplit("/", 1)[1] for concept in ours.subjects(SKOS.inScheme, URIRef(SCHEME + scheme))}
        assert set(column.pattern.pattern.split("|")) == concepts, scheme


def test_body_kinds_have_classes() -> None:
    from ijb_graph.graph.computed import FUNCTIONS
    from ijb_graph.records.schema import read_schema

    ours, kinds = ontology(), 0
    for kind in ("reference/bodies", "reference/integration-authorities"):
        column = next(one for one in read_schema(PROJECT.data).kinds[kind].columns if one.name == "kind")
        for name in not_empty(column.choices):
            [of_kind] = FUNCTIONS["body_class"](None, (name,))
            assert (URIRef(of_kind), RDF.type, OWL.Class) in ours, name
            kinds += 1
    assert kinds > 10
