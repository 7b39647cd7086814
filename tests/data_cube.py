"""The integrity constraints IC-1 to IC-21 of the RDF Data Cube vocabulary, each as a query that finds who breaks it.

Written from the text of the specification; each selects the nodes that break it. The graph has to say of its
components both what they are (`qb:dimension`) and that they are components (`qb:componentProperty`), which is what the
specification's normalisation adds.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph

__all__ = ["CONSTRAINTS", "breaches", "normalised"]

_PREFIXES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

_COMPONENTS = "qb:dataSet/qb:structure/qb:component/qb:componentProperty"
_MEASURED = "?set qb:structure/qb:component/qb:componentProperty qb:measureType ."
_NOT_MEASURED = (
    "FILTER NOT EXISTS { ?set qb:structure ?d . ?d qb:component ?c . ?c qb:componentProperty qb:measureType }"
)
_MEASURE = "?set qb:structure/qb:component/qb:componentProperty ?measure . ?measure a qb:MeasureProperty ."


def _other_than_one(kind: str, path: str) -> str:
    counted = f"SELECT ?node WHERE {{ ?node a {kind} OPTIONAL {{ ?node {path} ?one }} }}"
    return f"{counted} GROUP BY ?node HAVING(COUNT(?one) != 1)"


CONSTRAINTS = {
    "IC-1": _other_than_one("qb:Observation", "qb:dataSet"),
    "IC-2": _other_than_one("qb:DataSet", "qb:structure"),
    "IC-3": """SELECT ?node WHERE { ?node a qb:DataStructureDefinition
        MINUS { ?node qb:component/qb:componentProperty ?one . ?one a qb:MeasureProperty } }""",
    "IC-4": "SELECT ?node WHERE { ?node a qb:DimensionProperty MINUS { ?node rdfs:range ?range } }",
    "IC-5": """SELECT ?node WHERE { ?node a qb:DimensionProperty ; rdfs:range skos:Concept
        MINUS { ?node qb:codeList ?list } }""",
    "IC-6": """SELECT ?node WHERE { ?node qb:componentRequired false ; qb:componentProperty ?one
        MINUS { ?one a qb:AttributeProperty } }""",
    "IC-7": """SELECT ?node WHERE { ?node a qb:SliceKey
        MINUS { ?structure a qb:DataStructureDefinition ; qb:sliceKey ?node } }""",
    "IC-8": """SELECT ?node WHERE { ?structure a qb:DataStructureDefinition ; qb:sliceKey ?node .
        ?node qb:componentProperty ?one MINUS { ?structure qb:component/qb:componentProperty ?one } }""",
    "IC-9": _other_than_one("qb:Slice", "qb:sliceStructure"),
    "IC-10": """SELECT ?node WHERE { ?node qb:sliceStructure/qb:componentProperty ?one
        FILTER NOT EXISTS { ?node ?one ?value } }""",
    "IC-11": """SELECT ?node WHERE { ?node qb:dataSet/qb:structure/qb:component/qb:componentProperty ?one .
        ?one a qb:DimensionProperty FILTER NOT EXISTS { ?node ?one ?value } }""",
    # As many dimensions are alike as there are.
    "IC-12": """SELECT ?node WHERE {
        { SELECT ?set (COUNT(DISTINCT ?one) AS ?all) WHERE {
            ?set qb:structure/qb:component/qb:componentProperty ?one . ?one a qb:DimensionProperty } GROUP BY ?set }
        { SELECT ?set ?node ?other (COUNT(DISTINCT ?one) AS ?alike) WHERE {
            ?set qb:structure/qb:component/qb:componentProperty ?one . ?one a qb:DimensionProperty .
            ?node qb:dataSet ?set ; ?one ?value . ?other qb:dataSet ?set ; ?one ?value
            FILTER(STR(?node) < STR(?other)) } GROUP BY ?set ?node ?other }
        FILTER(?all = ?alike) }""",
    "IC-13": """SELECT ?node WHERE { ?node qb:dataSet/qb:structure/qb:component ?component .
        ?component qb:componentRequired true ; qb:componentProperty ?one FILTER NOT EXISTS { ?node ?one ?value } }""",
    "IC-14": f"""SELECT ?node WHERE {{ ?node qb:dataSet ?set . {_MEASURE} {_NOT_MEASURED}
        FILTER NOT EXISTS {{ ?node ?measure ?value }} }}""",
    "IC-15": f"""SELECT ?node WHERE {{ ?node qb:dataSet ?set ; qb:measureType ?measure . {_MEASURED}
        FILTER NOT EXISTS {{ ?node ?measure ?value }} }}""",
    "IC-16": f"""SELECT ?node WHERE {{ ?node qb:dataSet ?set ; qb:measureType ?type . {_MEASURED} {_MEASURE}
        ?node ?measure ?value FILTER(?measure != ?type) }}""",
    # For each observation there are as many with the same other dimensions as there are measures, itself counted.
    "IC-17": f"""SELECT ?node WHERE {{
        {{ SELECT ?set (COUNT(DISTINCT ?measure) AS ?all) WHERE {{ {_MEASURED} {_MEASURE} }} GROUP BY ?set }}
        {{ SELECT ?set ?node (COUNT(DISTINCT ?type) AS ?found) WHERE {{
            ?node qb:dataSet ?set . ?other qb:dataSet ?set ; qb:measureType ?type . {_MEASURED}
            FILTER NOT EXISTS {{ ?set qb:structure/qb:component/qb:componentProperty ?one . ?one a qb:DimensionProperty
                FILTER(?one != qb:measureType) ?node ?one ?value FILTER NOT EXISTS {{ ?other ?one ?value }} }} }}
          GROUP BY ?set ?node }}
        FILTER(?found != ?all) }}""",
    "IC-18": """SELECT ?node WHERE { ?set qb:slice/qb:observation ?node
        FILTER NOT EXISTS { ?node qb:dataSet ?set } }""",
    # Outside of the two groups, so that the filters know the value.
    "IC-19": f"""SELECT ?node WHERE {{ ?node {_COMPONENTS} ?one ; ?one ?value .
        ?one a qb:DimensionProperty ; qb:codeList ?list .
        FILTER(EXISTS {{ ?list a skos:ConceptScheme }}
            && NOT EXISTS {{ ?value a/rdfs:subClassOf* skos:Concept ; skos:inScheme ?list }}
          || EXISTS {{ ?list a skos:Collection }} && NOT EXISTS {{ ?list skos:member+ ?value }}) }}""",
}

_HIERARCHY = """SELECT ?node WHERE {{ ?node qb:dataSet/qb:structure/qb:component/qb:componentProperty ?one .
    ?node ?one ?value .
    ?one a qb:DimensionProperty ; qb:codeList ?list .
    ?list a qb:HierarchicalCodeList ; qb:parentChildProperty {link}
    FILTER NOT EXISTS {{ ?list qb:hierarchyRoot/{path}* ?value }} }}"""


def _select(store: pyoxigraph.Store, query: str) -> set[str]:
    rows = store.query(_PREFIXES + query)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return {str(row[0]) for row in rows}


def normalised(triples: Iterable[pyoxigraph.Triple]) -> set[pyoxigraph.Triple]:
    """The statements, and of each dimension, measure and attribute of a structure that it is a component."""
    stated = set(triples)
    begin = "http://purl.org/linked-data/cube#"
    kinds = {f"{begin}{kind}" for kind in ("dimension", "measure", "attribute")}
    component = pyoxigraph.NamedNode(f"{begin}componentProperty")
    return stated | {
        pyoxigraph.Triple(one.subject, component, one.object) for one in stated if one.predicate.value in kinds
    }


def breaches(triples: Iterable[pyoxigraph.Triple]) -> dict[str, set[str]]:
    """The nodes that break each constraint that is broken."""
    store = pyoxigraph.Store()
    store.bulk_extend(pyoxigraph.Quad(one.subject, one.predicate, one.object) for one in triples)
    found = {name: _select(store, query) for name, query in CONSTRAINTS.items()}
    # A path has no variable: a query for each property by which a list says that it is ordered.
    for name, parents, link, path in (
        ("IC-20", "?list qb:parentChildProperty ?node FILTER(isIRI(?node))", "{}", "{}"),
        ("IC-21", "?list qb:parentChildProperty/owl:inverseOf ?node", "[ owl:inverseOf {} ]", "^{}"),
    ):
        properties = _select(store, f"SELECT DISTINCT ?node WHERE {{ {parents} }}")
        queries = [_HIERARCHY.format(link=link.format(one), path=path.format(one)) for one in sorted(properties)]
        found[name] = {node for query in queries for node in _select(store, query)}
    return {name: nodes for name, nodes in found.items() if nodes}
