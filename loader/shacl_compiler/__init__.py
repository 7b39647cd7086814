"""SHACL as set-based SPARQL."""

from shacl_compiler.compiled import CompiledConstraint, CompiledShapes, compile_shapes
from shacl_compiler.data import Data, OxigraphData
from shacl_compiler.errors import Fault, Refusal, ShapesError, ValidationFailure
from shacl_compiler.incremental import revalidate
from shacl_compiler.paths import Path, Predicate
from shacl_compiler.results import Report, Result
from shacl_compiler.terms import Term
from shacl_compiler.validating import validate

__all__ = [
    "CompiledConstraint",
    "CompiledShapes",
    "Data",
    "Fault",
    "OxigraphData",
    "Path",
    "Predicate",
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
