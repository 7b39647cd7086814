"""Addresses: the base in one place, and the address of each kind of thing, by what people already call it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = [
    "BASE",
    "PREFIXES",
    "address",
    "curie",
    "is_folder_address",
    "namespace_of",
    "rebase",
    "segment",
    "shortened",
    "term",
]

BASE = "https://w3id.org/ijb/"

PREFIXES = {
    "ijb": f"{BASE}def#",
    "scheme": f"{BASE}scheme/",
    "shape": f"{BASE}shape/",
    "id": f"{BASE}id/",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


_NO_SEGMENT = re.compile(r"[^A-Za-z0-9.]+")
_FOLDER_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/((?!\.{1,2}/)[A-Za-z0-9._~-]+/)*")


def is_folder_address(text: str) -> bool:
    """Whether text is an http(s) address that others can begin with: plain characters, and a ``/`` at the end.

    No part is empty, ``.`` or ``..``: whoever resolves the address would take it away.
    """
    return bool(_FOLDER_ADDRESS.fullmatch(text))


@lru_cache(maxsize=1 << 16)
def segment(text: str) -> str:
    """A part of an address: letters, digits, dot and hyphen as they are, everything else a hyphen.

    Names in lower case (``primary-care-change-board``); codes, which have no space, as printed (``D11b``, ``4.4``).
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    if " " in text:
        plain = plain.lower()
    return _NO_SEGMENT.sub("-", plain).strip("-.") or "x"


@lru_cache(maxsize=1 << 16)
def address(kind: str, *parts: str) -> str:
    """The address of a thing, such as ``id/direction/east-lothian/2019-20/D11b``. Empty parts are left out."""
    return f"{BASE}id/{kind}/" + "/".join(segment(part) for part in parts if part)


def term(curie: str) -> str:
    """The full address of a term written with a prefix, such as ``ijb:Direction``; KeyError for an unknown prefix."""
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def namespace_of(iri: str) -> str:
    """What a prefix would stand for: all of an address before the name at its end."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


@lru_cache(maxsize=1 << 16)
def curie(iri: str, base: str = BASE) -> str:
    """An address with a prefix, such as ``ijb:Direction`` or ``scheme:rating/established``; ``<...>`` without one."""
    for namespace, prefix in _namespaces(base):
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"


@lru_cache
def _namespaces(base: str) -> list[tuple[str, str]]:
    """Where the addresses of each prefix begin; one that begins as another does stands before it."""
    return sorted(((rebase(begin, base), prefix) for prefix, begin in PREFIXES.items()), reverse=True)


def rebase(text: str, base: str) -> str:
    """Text (Turtle, SPARQL, N-Quads) in which the project's own addresses begin with ``base``."""
    return text if base == BASE else text.replace(BASE, base)


def shortened(iri: str, base: str = BASE) -> str:
    """An address of the project without its base and ``id/``, for people to read; others as they are."""
    return iri.removeprefix(base).removeprefix("id/")
