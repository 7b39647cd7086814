"""The ontology: every term a dictionary entry; nothing declared and not used; nothing used and not declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.addresses import PREFIXES
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built
from ijb_graph.graph.ontology import ontology_files
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import DC, DCAT, DCTERMS, FOAF, ORG, PROV, QB, SH, VANN, VOID, XSD, DefinedNamespace
from rdflib.term import Node
from shacl_compiler.rdflib_terms import to_rdflib

IJB = PREFIXES["ijb"]
SCHEME = PREFIXES["scheme"]
NAMESPACES: list[type[DefinedNamespace]] = [
    DC,
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
]

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
BIBO = {"http://purl.org/ontology/bibo/status"}
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


@cache
def ontology() -> Graph:
    """The ontology: to be read, not to be changed."""
    graph = Graph()
    for path in ontology_files(PROJECT.ontology):
        graph.parse(path)
    return graph


def is_declared(address: str, ours: Graph) -> bool:
    """Whether a vocabulary has this term: ours, one that rdflib knows in full, OA or ELI."""
    if address in BIBO:
        return True
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
        for name in ("dc", "dcat", "dcterms", "ijb", "org", "prov", "qb", "rdfs", "scheme", "skos", "xsd")
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


# Subject, predicate, object and the address of the graph, in rdflib's terms.
Statement = tuple[Node, Node, Node, str]
as_rdflib = cache(to_rdflib)


def statements_in(path: Path, form: pyoxigraph.RdfFormat) -> list[Statement]:
    """What a file states; rdflib's own parsers take ten times as long."""
    return [
        (as_rdflib(one.subject), as_rdflib(one.predicate), as_rdflib(one.object), str(one.graph_name).strip("<>"))
        for one in pyoxigraph.parse(path=str(path), format=form)
    ]


def shape_files() -> list[Path]:
    return sorted(PROJECT.shapes.rglob("*.ttl"))


@pytest.fixture(scope="module")
def stated(built: Built) -> list[Statement]:
    """The built graph, parsed once."""
    return statements_in(built.path, pyoxigraph.RdfFormat.N_QUADS)


@pytest.fixture(scope="module")
def used(stated: list[Statement]) -> dict[str, set[str]]:
    """Every term used, and where: the built graph, the rules and their cases, the questions and their cases."""
    found: dict[str, set[str]] = {}

    def use(terms: Iterable[str], where: str) -> None:
        for address in terms:
            found.setdefault(address, set()).add(where)

    use(terms_of((s, p, o) for s, p, o, _ in stated), "the built graph")
    for path in shape_files():
        stated_there = [(s, p, o) for s, p, o, _ in statements_in(path, pyoxigraph.RdfFormat.TURTLE)]
        use(terms_of(stated_there), str(path.relative_to(PROJECT.root)))
        for select in (value for _, predicate, value in stated_there if predicate == SH.select):
            use(terms_in_sparql(str(select)), str(path.relative_to(PROJECT.root)))
    for path in sorted(PROJECT.queries.glob("*/query.rq")):
        use(terms_in_sparql(path.read_text(encoding="utf-8")), str(path.relative_to(PROJECT.root)))
    for path in sorted(PROJECT.queries.glob("*/given.trig")):
        given = statements_in(path, pyoxigraph.RdfFormat.TRIG)
        use(terms_of((s, p, o) for s, p, o, _ in given), str(path.relative_to(PROJECT.root)))
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


def test_nothing_is_declared_that_nothing_uses(stated: list[Statement], used: dict[str, set[str]]) -> None:
    """A class or property is used by a record, a rule or a question: not only by the ontology itself."""
    ours = ontology()
    records = terms_of((s, p, o) for s, p, o, graph in stated if not str(graph).endswith("/graph/ontology"))
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


def test_nothing_uses_a_deprecated_term(stated: list[Statement], used: dict[str, set[str]]) -> None:
    """A deprecated term names its successor, unless nothing takes its place, and nothing uses it any more."""
    ours = ontology()
    records = terms_of((s, p, o) for s, p, o, graph in stated if not str(graph).endswith("/graph/ontology"))
    asked = {address for address, where in used.items() if any(one != "the built graph" for one in where)}
    deprecated = {str(term) for term in ours.subjects(OWL.deprecated, Literal(True))}
    assert len(deprecated) > 40
    assert deprecated & (records | asked) == set()
    for term in not_empty(deprecated):
        successors = list(ours.objects(URIRef(term), DCTERMS.isReplacedBy))
        notes = " ".join(str(note) for note in ours.objects(URIRef(term), SKOS.historyNote))
        assert successors or "Nothing takes its place" in notes or "Deprecated" in notes, term


def test_every_term_reads_like_a_dictionary_entry() -> None:
    ours = ontology()
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in not_empty(ours.subjects(RDF.type, kind)):
            if not str(term).startswith(IJB) or (term, OWL.deprecated, None) in ours:
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
        ("attendance", "capacity"): "capacity",
        ("action-responses", "marker"): "marker",
        ("editorial/evidence-stances", "stance"): "stance",
        ("editorial/told-states", "state"): "state-told",
        ("improvement-actions", "status"): "action-status",
        ("national-progress", "rag"): "rag",
        ("editorial/deliveries", "delivery"): "delivery",
        ("reporting-duties", "frequency"): "frequency",
        ("reporting-duties", "subject"): "report-subject",
        ("reference/legal-basis", "status"): "basis-status",
        ("reference/proposals", "rated"): "rating-scope",
        ("directions", "basis"): "basis",
        ("documents-named", "state"): "document-state",
        ("editorial/counts", "countable"): "countable",
        ("reference/aliases", "kind"): "name-kind",
    }
    for (kind, name), scheme in not_empty(schemes.items()):
        column = next(one for one in kinds[kind].columns if one.name == name)
        assert column.pattern
        concepts = {str(concept).rsplit("/", 1)[1] for concept in ours.subjects(SKOS.inScheme, URIRef(SCHEME + scheme))}
        assert set(column.pattern.pattern.split("|")) == concepts, scheme


def test_how_meetings_and_items_are_held_is_one_scheme() -> None:
    from ijb_graph.records.schema import read_schema

    kinds, ours = read_schema(PROJECT.data).kinds, ontology()
    words = {
        word
        for kind in ("meetings", "agenda-items")
        for column in kinds[kind].columns
        if column.name == "kind"
        for word in column.choices
    }
    concepts = {str(one).rsplit("/", 1)[1] for one in ours.subjects(SKOS.inScheme, URIRef(SCHEME + "conduct"))}
    assert words == concepts


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


def code_lists() -> dict[str, set[str]]:
    """The scheme that the values of each coded property come from, by the ontology."""
    ours = ontology()
    return {
        str(term): {str(scheme) for scheme in ours.objects(term, QB.codeList)}
        for term in ours.subjects(RDF.type, QB.CodedProperty)
    }


def strange_codes(statements: Iterable[tuple[object, object, object]]) -> set[str]:
    """Statements of values of our lists that the property's own list does not have."""
    lists = code_lists()
    return {
        f"{predicate} {value}"
        for _, predicate, value in statements
        if str(value).startswith(SCHEME)
        and str(predicate).startswith(IJB)
        and not str(predicate).endswith("leadsTo")
        and str(value).rsplit("/", 1)[0] not in lists.get(str(predicate), set())
    }


def test_the_values_of_a_coded_property_come_from_its_list(stated: list[Statement]) -> None:
    ours = ontology()
    for term, schemes in not_empty(code_lists().items()):
        [scheme] = schemes
        assert (URIRef(scheme), RDF.type, SKOS.ConceptScheme) in ours, term
    statements = [(s, p, o) for s, p, o, graph in stated if not str(graph).endswith("/graph/ontology")]
    assert strange_codes(statements) == set()


def test_a_value_of_another_list_is_found() -> None:
    other = (BNode(), URIRef(IJB + "hasStatus"), URIRef(SCHEME + "rating/established"))
    listless = (BNode(), URIRef(IJB + "isStatedIn"), URIRef(SCHEME + "rating/established"))
    assert len(strange_codes([other, listless])) == 2


def misused(statements: Sequence[tuple[object, object, object]]) -> set[str]:
    """Outside properties whose subject or value has no class that their vocabulary demands.

    Things outside the graph, of which nothing is stated, can be of any class.
    """
    ours = ontology()
    above: dict[object, set[object]] = {
        term: set(ours.transitive_objects(term, RDFS.subClassOf)) for term in ours.subjects(RDFS.subClassOf, None)
    }
    classes: dict[object, set[object]] = {}
    for subject, predicate, value in statements:
        if predicate == RDF.type:
            classes.setdefault(subject, set()).update({value, *above.get(value, ())})
    found = set()
    for subject, predicate, value in statements:
        if str(predicate).startswith((IJB, str(RDF), str(RDFS), str(OWL))):
            continue
        for node, demand in ((subject, RDFS.domain), (value, RDFS.range)):
            for demanded in ours.objects(URIRef(str(predicate)), demand):
                of_class = (
                    isinstance(node, Literal) if demanded == RDFS.Literal else demanded in classes.get(node, {demanded})
                )
                if not of_class:
                    found.add(f"{predicate} of {node}: no {demanded}")
    return found


def test_no_outside_property_is_used_against_its_vocabulary(stated: list[Statement]) -> None:
    statements = [(s, p, o) for s, p, o, graph in stated if not str(graph).endswith("/graph/ontology")]
    assert misused(statements) == set()


def test_a_property_used_against_its_vocabulary_is_found() -> None:
    council = URIRef("https://w3id.org/ijb/id/body/made-up")
    assert misused([(council, RDF.type, URIRef(IJB + "Council")), (council, SKOS.broader, council)])
    assert misused([(council, DCTERMS.date, council)])
