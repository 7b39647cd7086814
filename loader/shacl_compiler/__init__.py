"""A SHACL validator that asks once for everything: each constraint of a shape is one SPARQL query.

A validator that follows SHACL's text looks at one focus node after another. Here each constraint becomes a SELECT
whose rows are all that breaks it, with the focus nodes as a pattern of the query; the SPARQL engine does the rest. All
of SHACL Core and SHACL-SPARQL is compiled, with SPARQL targets and constraint components of one's own.

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

``report.graph()`` is the report as RDF. ``compile_shapes`` compiles once for many data sets. The data are a pyoxigraph
Store or whatever fulfils ``Data``: one method, ``select``. ``revalidate`` judges anew only what a change can concern.

A query that compares a focus node with others by what they share (all in one document) is fastest where it says the
class of the others: then they are asked for once, and joined by a table.

Nothing passes unseen. Ill-formed shapes are a ShapesError that names every shape and term, and so is a term that SHACL
does not have (``sh:mincount``). A shape that cannot be compiled is a Refusal, and ``validate`` hands it to pySHACL: a
regular expression that XPath lacks, ``$shapesGraph``, SHACL's rules, expressions and JavaScript. A shape that judges
nothing, because it has no target and no shape refers to it, is among the report's ``warnings``: a library of shapes may
hold such. Recursive shapes, which SHACL leaves undefined, are an error.

What is the engine's: Oxigraph keeps "1.0"^^xsd:decimal as "1" and every xsd:int as xsd:integer, and values in results
are as the engine keeps them; to ask an Oxigraph store for xsd:int is refused. A query with ``LIMIT`` is run once for
each focus node, and cannot be for a blank one. The report's order is the shapes' and the terms', never the engine's.
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
