"""A SHACL validator that compiles each constraint of a shape into one SPARQL query.

A validator that follows the text of SHACL validates one focus node after another. Here each constraint becomes one
SELECT for all focus nodes, which are a pattern of the query; its rows are the violations. All of SHACL Core and
SHACL-SPARQL is compiled, with SPARQL-based targets and constraint components.

>>> import pyoxigraph, rdflib
>>> from shacl_compiler import validate
>>> store = pyoxigraph.Store()
>>> store.load(b"@prefix : <urn:x:> . :a a :Letter ; :to :b . :c a :Letter .", format=pyoxigraph.RdfFormat.TURTLE)
>>> shapes = rdflib.Graph().parse(format="turtle", data='''
... @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:x:> .
... :addressed a sh:NodeShape ; sh:targetClass :Letter ;
...   sh:property [ sh:path :to ; sh:minCount 1 ; sh:message "A letter has an addressee."@en ] .
... ''')
>>> report = validate(store, shapes)
>>> report.conforms
False
>>> [(one.focus.value, str(one.path), one.messages[0].value) for one in report.results]
[('urn:x:c', '<urn:x:to>', 'A letter has an addressee.')]

``report.graph()`` is the report as RDF. ``compile_shapes`` compiles shapes once for many data sets, and compiled shapes
can be kept as JSON. The data are a pyoxigraph Store, or anything that implements ``Data`` (one method, ``select``).
``revalidate`` validates incrementally: it reuses the results for focus nodes that a change cannot affect.

Where a rule compares a focus node with other nodes that share a value with it (all in one document), its query should
state the class of those others: then they become a sub-SELECT, which Oxigraph evaluates once and hash-joins.

Nothing is ignored silently. Ill-formed shapes raise ShapesError with every shape and term, and so does a term that
SHACL does not have (``sh:mincount``). A shape that cannot be compiled is a Refusal, and ``validate`` hands it to
pySHACL: a regular expression that XPath lacks, ``$shapesGraph``, SHACL's rules, expressions and JavaScript. A shape
without a target that no other shape refers to is a warning of the report. Recursive shapes, which SHACL leaves
undefined, are an error.

Limits of the engine: Oxigraph stores "1.0"^^xsd:decimal as "1" and xsd:int as xsd:integer, and results show values as
they are stored; ``sh:datatype xsd:int`` is refused for an Oxigraph store. A query with LIMIT is run once for each focus
node, which cannot be a blank node. The order of a report depends on the shapes and the terms, never on the engine.
"""

from typing import TYPE_CHECKING, Any

from shacl_compiler.compiled_shapes import CompiledConstraint, CompiledShapes
from shacl_compiler.data import Data, OxigraphData
from shacl_compiler.faults import Fault, Refusal, ShapesError, ValidationFailure
from shacl_compiler.incremental import revalidate
from shacl_compiler.paths import Path
from shacl_compiler.rdf_terms import Term
from shacl_compiler.validation_report import Report, Result
from shacl_compiler.validator import validate

if TYPE_CHECKING:
    from shacl_compiler.compiler import compile_shapes

__all__ = [
    "CompiledConstraint",
    "CompiledShapes",
    "Data",
    "Fault",
    "OxigraphData",
    "Path",
    "Refusal",
    "Report",
    "Result",
    "ShapesError",
    "Term",
    "ValidationFailure",
    "compile_shapes",
    "revalidate",
    "validate",
]


def __getattr__(name: str) -> Any:
    """``compile_shapes`` on first use: it imports rdflib, which validating compiled shapes does not need."""
    if name == "compile_shapes":
        from shacl_compiler.compiler import compile_shapes  # noqa: PLC0415

        return compile_shapes
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
