"""Whether a literal has a datatype and a text that the datatype can have, as a SPARQL expression.

Only casts of SPARQL 1.1 are used, and regular expressions where it has none.
"""

from __future__ import annotations

import pyoxigraph as ox

from shacl_compiler.rdf_terms import XSD

__all__ = ["DERIVED", "well_formed"]

# Whole numbers between bounds, or of one sign.
DERIVED: dict[str, tuple[int, int] | str] = {
    "byte": (-128, 127),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 255),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "nonNegativeInteger": r"^(\+?[0-9]+|-0+)$",
    "positiveInteger": r"^\+?0*[1-9][0-9]*$",
    "nonPositiveInteger": r"^(-[0-9]+|\+?0+)$",
    "negativeInteger": r"^-0*[1-9][0-9]*$",
}
_EXAMPLES = {"dateTimeStamp": "2020-01-01T00:00:00Z", "negativeInteger": "-1", "positiveInteger": "1"}
_ZONE = r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?"
_MONTH, _DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_TEXTS = {
    "integer": r"^[+-]?[0-9]+$",
    "decimal": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$",
    "boolean": r"^(true|false|1|0)$",
    "float": r"^([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$",
    "double": r"^([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$",
    "gYear": rf"^-?([1-9][0-9]{{3,}}|0[0-9]{{3}}){_ZONE}$",
    "gYearMonth": rf"^-?([1-9][0-9]{{3,}}|0[0-9]{{3}})-{_MONTH}{_ZONE}$",
    "gMonth": rf"^--{_MONTH}{_ZONE}$",
    "gDay": rf"^---{_DAY}{_ZONE}$",
    "gMonthDay": rf"^--{_MONTH}-{_DAY}{_ZONE}$",
    "time": rf"^(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?){_ZONE}$",
    "duration": r"^-?P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?$",
    "dayTimeDuration": r"^-?P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?$",
    "yearMonthDuration": r"^-?P([0-9]+Y)?([0-9]+M)?$",
}
_DATE = rf"^-?[0-9]{{4,}}-[0-9]{{2}}-[0-9]{{2}}{_ZONE}$"
_ZONES = r"(Z|[+-][0-9]{2}:[0-9]{2})$"


def _text(pattern: str, value: str) -> str:
    return f"REGEX(STR({value}), {ox.Literal(pattern)})"


def well_formed(value: str, datatype: str) -> str:
    """Whether a value is a literal of a datatype, with a text that the datatype can have."""
    is_of = f"COALESCE(DATATYPE({value}) = <{datatype}>, false)"
    if not datatype.startswith(XSD):
        return is_of
    kind = datatype.removeprefix(XSD)
    if kind in DERIVED or kind == "dateTimeStamp":
        # An engine that gives such literals another datatype, as Oxigraph does, says so of this one.
        example = _EXAMPLES.get(kind, "0")
        is_of = f'COALESCE(DATATYPE({value}) IN (<{datatype}>, DATATYPE("{example}"^^<{datatype}>)), false)'
    tests = [is_of]
    if kind in ("date", "dateTime", "dateTimeStamp"):
        # A day that no month has is found by a cast; SPARQL 1.1 has one for moments only.
        text = f"STR({value})"
        if kind == "date":
            tests.append(_text(_DATE, value))
            text = f'CONCAT(REPLACE({text}, {ox.Literal(_ZONES)}, ""), "T00:00:00")'
        tests.append(f"COALESCE(DATATYPE(<{XSD}dateTime>({text})) = <{XSD}dateTime>, false)")
        tests += [_text(_ZONES, value)] if kind == "dateTimeStamp" else []
    elif kind in DERIVED:
        form = DERIVED[kind]
        tests.append(_text(form if isinstance(form, str) else _TEXTS["integer"], value))
        if not isinstance(form, str):
            # What no decimal can be is beyond the bounds of each; those of xsd:long are no integers for every engine.
            number = f"<{XSD}decimal>(STR({value}))"
            tests.append(f"COALESCE({number} >= {form[0]}.0 && {number} <= {form[1]}.0, false)")
    elif kind in _TEXTS:
        tests.append(_text(_TEXTS[kind], value))
        if kind.lower().endswith("duration"):
            tests.append(_text("[YMDHS]$", value))
    return " && ".join(tests) if len(tests) == 1 else " && ".join(f"({test})" for test in tests)
