"""Reference data: bodies and posts, the law, the proposals of the MSG review."""

from __future__ import annotations

from collections.abc import Callable

from ijb_graph.addresses import address, concept, shortened
from ijb_graph.errors import InputError, Problem, unnamed
from ijb_graph.graph.context import authority_of, name_address
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.records.names import Name
from ijb_graph.records.reader import Records
from ijb_graph.records.rows import Row

__all__ = ["BODY_CLASSES", "reference_graph"]

_STATISTICS = "http://statistics.gov.scot/id/statistical-geography/"

BODY_CLASSES = {
    "integration-joint-board": "ijb:IntegrationJointBoard",
    "lead-agency": "ijb:LeadAgency",
    "council": "ijb:Council",
    "health-board": "ijb:HealthBoard",
    "health-and-social-care-partnership": "ijb:HealthAndSocialCarePartnership",
    "change-board": "ijb:ChangeBoard",
    "standing-group": "ijb:StandingGroup",
    "team": "ijb:Team",
    "collective": "ijb:Collective",
    "government": "ijb:Government",
    "external-organisation": "ijb:ExternalOrganisation",
    "undefined": "ijb:UndefinedBody",
    "review": "ijb:Review",
    "document": "ijb:Document",
}


def _area(graph: NamedGraph, code: str, label: str, former: str = "") -> str:
    """The area that a code names.

    statistics.gov.scot describes councils' and health boards' areas, not authorities'.
    """
    node = address("area", code) if code.startswith("S37") else _STATISTICS + code
    graph.describe(node, label, "ijb:Area")
    graph.value(node, "skos:notation", code)
    graph.value(node, "ijb:formerCode", former)
    return node


def _authority(graph: NamedGraph, records: Records, row: Row) -> None:
    name = Name("authority", row.text("slug"), "", row.text("name"))
    node = name_address(name)
    graph.describe(node, name.label, BODY_CLASSES[row.text("kind")])
    graph.value(node, "ijb:shortName", row.text("slug"))
    graph.value(node, "skos:altLabel", *records.names.aliases(name))
    graph.link(node, "ijb:servesArea", _area(graph, row.text("code"), row.text("authority"), row.text("former_code")))
    partners = [*row.names("councils"), *row.names("health_board")]
    graph.link(node, "ijb:hasConstituentAuthority", *(name_address(partner) for partner in partners))


def _body(graph: NamedGraph, records: Records, row: Row) -> None:
    name = Name("body", row.text("name"), row.text("board"), row.text("name"))
    node = name_address(name)
    graph.describe(node, name.label, BODY_CLASSES[row.text("kind")])
    graph.value(node, "skos:altLabel", *records.names.aliases(name))
    whole = row.name("part_of")
    if whole:
        graph.link(node, "org:unitOf" if row.text("kind") == "team" else "org:linkedTo", name_address(whole))
    if row.text("board"):
        graph.link(node, "ijb:worksFor", authority_of(row.text("board")))
    if row.text("area_code"):
        graph.link(node, "ijb:servesArea", _area(graph, row.text("area_code"), f"area of {name.label}"))


def _post(graph: NamedGraph, records: Records, row: Row) -> None:
    name = Name("post", row.text("name"), row.text("board"), row.text("name"))
    node = name_address(name)
    graph.describe(node, name.label, "org:Post")
    graph.value(node, "skos:altLabel", *records.names.aliases(name))
    if row.text("board"):
        graph.link(node, "ijb:worksFor", authority_of(row.text("board")))
    body = row.name("body")
    if body:
        graph.link(node, "org:postIn", name_address(body))


def _person(graph: NamedGraph, records: Records, row: Row) -> None:
    name = Name("person", row.text("name"), "", row.text("name"))
    graph.describe(name_address(name), name.label, "foaf:Person")
    graph.value(name_address(name), "skos:altLabel", *records.names.aliases(name))


def _legislation(graph: NamedGraph, _: Records, row: Row) -> None:
    node = row.text("address")
    graph.describe(
        node, row.text("title"), "eli:LegalResourceSubdivision" if row.text("part_of") else "eli:LegalResource"
    )
    graph.value(node, "eli:number", row.text("number"))
    if row.text("part_of"):
        graph.link(node, "eli:is_part_of", row.text("part_of"))


def _legal_basis(graph: NamedGraph, _: Records, row: Row) -> None:
    node = address("basis", row.text("id"))
    graph.describe(node, row.text("demand"), "ijb:LegalBasis")
    graph.value(node, "skos:notation", row.text("id"))
    graph.value(node, "dcterms:source", row.text("source"))
    graph.link(node, "eli:cites", *row.texts("sections"))
    graph.link(node, "ijb:hasBasisStatus", concept("basis-status", row.text("status")))


def _key_feature(graph: NamedGraph, _: Records, row: Row) -> None:
    node = address("key-feature", str(row.integer("number")))
    graph.describe(node, row.text("name"), "ijb:KeyFeature")
    graph.value(node, "skos:notation", str(row.integer("number")))


def _proposal(graph: NamedGraph, _: Records, row: Row) -> None:
    node = address("proposal", row.text("number"))
    graph.describe(node, row.text("name"), "ijb:Proposal")
    graph.value(node, "skos:notation", row.text("number"))
    graph.link(node, "skos:broader", address("key-feature", str(row.integer("key_feature"))))
    graph.link(node, "ijb:hasRatingScope", concept("rating-scope", row.text("rated")))
    graph.value(node, "ijb:healthBoardPart", row.boolean("health_board_part"))
    graph.value(node, "ijb:onDirections", row.boolean("on_directions"))
    graph.link(node, "ijb:restsOnProposal", *(address("proposal", one) for one in row.texts("rests_on")))


_MAPPINGS: dict[str, Callable[[NamedGraph, Records, Row], None]] = {
    "reference/integration-authorities": _authority,
    "reference/bodies": _body,
    "reference/posts": _post,
    "reference/people": _person,
    "reference/legislation": _legislation,
    "reference/legal-basis": _legal_basis,
    "reference/key-features": _key_feature,
    "reference/proposals": _proposal,
}


def _shared_addresses(records: Records) -> list[Problem]:
    """The bodies and posts that would get the address of another: their names differ in punctuation alone."""
    holders: dict[str, Row] = {}
    problems = []
    for kind, sort in (("reference/bodies", "body"), ("reference/posts", "post")):
        for row in records.shared[kind]:
            node = name_address(Name(sort, row.text("name"), row.text("board"), row.text("name")))
            first = holders.setdefault(node, row)
            if first is not row:
                found = f"{row.text('name')!r}, whose address {shortened(node)} row {first.number} has already"
                expected = "names that differ in more than case and punctuation"
                fix = "Rename one, or make it an alias of the other."
                problems.append(unnamed(row.file, found, expected, fix, row.number, "name"))
    return problems


def reference_graph(records: Records) -> NamedGraph:
    """What holds for all papers. Aliases are told with the bodies and posts they name.

    Raises InputError where two bodies or posts would share an address.
    """
    problems = _shared_addresses(records)
    if problems:
        raise InputError(problems)
    graph = NamedGraph("reference")
    for kind, mapping in _MAPPINGS.items():
        for row in records.shared[kind]:
            mapping(graph, records, row)
    return graph
