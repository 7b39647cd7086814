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
can be kept as JSON. The data are a pyoxigraph Store, an rdflib graph, or anything that implements ``Data`` (one method,
``select``).
``revalidate`` validates incrementally: it reuses the results for focus nodes that a change cannot affect.

Where a rule compares a focus node with other nodes that share a value with it (all in one document), its query should
state the class of those others: then they become a sub-SELECT, which Oxigraph evaluates once and hash-joins.

Nothing is ignored silently. Ill-formed shapes raise ShapesError with every shape and term, and so does an entailment
regime, of which SHACL demands that. A shape that cannot be compiled is a Refusal, and ``validate`` hands it to pySHACL:
a regular expression that XPath lacks, ``$shapesGraph``, SHACL's expressions and JavaScript, and, where the shapes have
rules, every shape. What SHACL passes over is a warning of the report: a term that SHACL does not have
(``sh:mincount``), a term where it has no effect, a shape without a target that no other shape refers to. Recursive
shapes, which SHACL leaves undefined, are an error.

Limits of the engine: Oxigraph keeps the value of a number, a date or a boolean and not its text (1.0 as 1, xsd:int as
xsd:integer), and results show values as they are kept. Of an rdflib graph the texts are known: a shape that rests on
one which Oxigraph would change goes to pySHACL. Of a store they are not: where a constraint asks for a text or for such
a datatype, a warning says so; literals that are one triple in the store are counted as one. Numbers of more than 18
digits, which Oxigraph does not compare, are for pySHACL too. To Oxigraph what two alternatives of a path reach is one
solution: a query that sums over ``:p|:q`` had better be a UNION. A query with LIMIT is run once for each focus node,
which cannot be a blank node, and a row that comes twice is one result. The order of a report depends on the shapes and
the terms, never on the engine.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shacl_compiler.compiled_shapes import CompiledConstraint, CompiledShapes
    from shacl_compiler.compiler import compile_shapes
    from shacl_compiler.data import Data, OxigraphData
    from shacl_compiler.faults import Fault, Refusal, ShapesError, ValidationFailure
    from shacl_compiler.incremental import revalidate
    from shacl_compiler.paths import Path
    from shacl_compiler.rdf_terms import Term
    from shacl_compiler.validation_report import Report, Result
    from shacl_compiler.validator import validate

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


_MODULES = {
    "compiled_shapes": "CompiledConstraint CompiledShapes",
    "compiler": "compile_shapes",
    "data": "Data OxigraphData",
    "faults": "Fault Refusal ShapesError ValidationFailure",
    "incremental": "revalidate",
    "paths": "Path",
    "rdf_terms": "Term",
    "validation_report": "Report Result",
    "validator": "validate",
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import a name on first use: who validates needs no rdflib, and who splits a query into tokens no validator."""
    if name in _MODULE_OF:
        return getattr(import_module(f"shacl_compiler.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
