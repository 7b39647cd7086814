"""The tokenizer of SPARQL: whoever looks into the text of a query does so by its tokens.

A regular expression over the text takes a brace in a string for a brace, or ``LIMIT`` in a comment for a keyword. The
tokens of a query do not:

>>> [token.text for token in tokens("SELECT $this { ?a :p '} LIMIT' } # LIMIT 1")]
['SELECT', '?this', '{', '?a', ':p', "'} LIMIT'", '}']
>>> joined(tokens("SELECT $this{?a :p 1}"))
'SELECT ?this { ?a :p 1 } '

``tokens`` leaves out white space and comments, and writes every variable with ``?``. ``Token.says`` tests for keywords.
``joined`` writes tokens as a query again. ``expand_prefixes`` gives the same query without PREFIX declarations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["SparqlError", "Token", "expand_prefixes", "joined", "tokens"]


class SparqlError(ValueError):
    """A text that is not SPARQL, or a query that SHACL does not allow in a constraint; the message says why."""


class Token(NamedTuple):
    """A token: its kind and its text as it stands in the query.

    ``kind`` is ``iri`` (in angle brackets), ``name`` (with a prefix), ``var``, ``blank``, ``text`` (a string in
    quotes), ``lang`` (``@en``), ``number``, ``word`` (a keyword, a function or ``a``) or ``mark`` (punctuation and
    operators). The kind ``pattern`` is for callers who put a whole graph pattern in the place of a token.
    """

    kind: str
    text: str

    def says(self, *words: str) -> bool:
        """Whether the token is one of these keywords, which are given in capitals."""
        return self.kind == "word" and self.text.upper() in words


_LOCAL = r"(?:[\w\-.:·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
# A word is looked through for the colon of a prefix from each of its letters on: no further than this.
_LONGEST_PREFIX = 100
_TOKEN = re.compile(
    rf"""(?P<space>\s+|\#[^\n\r]*)
    |(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    |(?P<text>\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<var>[?$][\w·]+)
    |(?P<blank>_:[\w](?:[\w\-.·]*[\w\-·])?)
    |(?P<name>(?:[^\W\d_](?:[\w\-.·]{{0,{_LONGEST_PREFIX}}}[\w\-·])?)?:(?:{_LOCAL}*(?:[\w\-:·]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)
    |(?P<number>(?:(?<=[\s(,=<>*/])[+\-])?(?:[0-9]+\.[0-9]*[eE][+\-]?[0-9]+|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?)
    |(?P<lang>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<mark>\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\].,;=<>!+\-*/|^?])""",
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> list[Token]:
    """The tokens of a query or update. SparqlError where the text holds what is no token of SPARQL 1.1."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise SparqlError(f"no SPARQL at {text[place : place + 20].strip()!r}")
        place = match.end()
        kind = match.lastgroup or ""
        if kind == "var":
            found.append(Token("var", "?" + match[0][1:]))
        elif kind != "space":
            found.append(Token(kind, match[0]))
    return found


def joined(parts: Sequence[Token]) -> str:
    """The query of these tokens, in one line."""
    text: list[str] = []
    for token, after in zip(parts, [*parts[1:], Token("mark", "")], strict=False):
        # A function's name and its bracket stand together, and so do a path and its mark: some parsers insist.
        together = (
            (token.kind == "word" and after.text == "(")
            or (after.text in ("*", "+", "?") and (token.kind in ("iri", "name") or token.text == ")"))
            or after.kind == "lang"
            or "^^" in (token.text, after.text)
        )
        text.append(token.text if together else token.text + " ")
    return "".join(text)


def expand_prefixes(text: str, declared: Mapping[str, str]) -> str:
    """A query without PREFIX declarations: each prefixed name is a whole IRI.

    ``declared`` gives prefixes that hold beside those of the text, each with its namespace. Raises SparqlError for a
    prefix that nothing declares, for BASE and for a relative IRI.
    """
    parts = tokens(text)
    prefixes = dict(declared)
    while parts and parts[0].says("PREFIX", "BASE"):
        if parts[0].says("BASE"):
            raise SparqlError("BASE: write whole addresses or prefixes")
        if len(parts) < 3 or parts[1].kind != "name" or parts[2].kind != "iri":
            raise SparqlError("a broken PREFIX")
        prefixes[parts[1].text.removesuffix(":")] = parts[2].text[1:-1]
        parts = parts[3:]
    whole: list[Token] = []
    for token in parts:
        if token.kind == "name":
            prefix, local = token.text.split(":", 1)
            if prefix not in prefixes:
                raise SparqlError(f"prefix {prefix}: is not declared by sh:prefixes")
            local = re.sub(r"\\(.)", r"\1", local)
            whole.append(Token("iri", f"<{prefixes[prefix]}{local}>"))
        elif token.kind == "iri" and ":" not in token.text:
            raise SparqlError(f"{token.text} is a relative address")
        else:
            whole.append(token)
    return joined(whole)
