"""The text of queries: which form one has, and how to ask for its answer in pages or for its length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shacl_compiler.tokens import Token, joined, tokens

__all__ = ["QueryText"]

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def _text(parts: Sequence[Token]) -> str:
    return joined(parts) if parts else ""


class QueryText:
    """A query as tokens. ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE; empty where the text has none."""

    def __init__(self, sparql: str) -> None:
        """Read the text; SparqlError where something in it is no token of SPARQL."""
        parts = tokens(sparql)
        start = next((place for place, token in enumerate(parts) if token.says(*_FORMS)), 0)
        self._prologue, self._rest = _text(parts[:start]), parts[start:]
        self.form = self._rest[0].text.upper() if self._rest and self._rest[0].says(*_FORMS) else ""

    def _outermost(self) -> Iterator[tuple[int, Token]]:
        """The tokens that stand in no braces or brackets, and these braces and brackets, with their places."""
        depth = 0
        for place, token in enumerate(self._rest):
            depth -= token.text in ("}", ")")
            if depth == 0:
                yield place, token
            depth += token.text in ("{", "(")

    def _says(self, *words: str) -> bool:
        return any(token.says(*words) for _, token in self._outermost())

    @property
    def has_dataset(self) -> bool:
        """Whether the query names its graphs itself, by FROM."""
        return self._says("FROM")

    @property
    def columns(self) -> list[str] | None:
        """The columns of a SELECT that names them, in its order; None for ``SELECT *`` and for other forms."""
        if self.form != "SELECT":
            return None
        names: list[str] = []
        depth = 0
        for before, token in zip(self._rest, self._rest[1:], strict=False):
            if depth == 0 and (token.text in ("{", "*") or token.says("WHERE", "FROM")):
                break
            # An expression in brackets gives the variable after its outermost AS.
            if token.kind == "var" and (depth == 0 or (depth == 1 and before.says("AS"))):
                names.append(token.text[1:])
            depth += (token.text == "(") - (token.text == ")")
        return names or None

    def paged(self, columns: list[str], limit: int, offset: int) -> str:
        """A SELECT that gives ``limit`` rows of this one from row ``offset`` on.

        This one is put into it whole, as it is: a server that sorts only so many rows, sorts a sub-query without limit.
        Where it has no order, it is sorted by its columns, so that the pages are pages of one list.
        """
        names = " ".join(f"?{name}" for name in columns)
        order = "" if self._says("ORDER", "LIMIT", "OFFSET", "VALUES") else f"ORDER BY {names}"
        inner = f"{_text(self._rest)}{order}"
        return f"{self._prologue}SELECT {names} WHERE {{ {{ {inner} }} }} LIMIT {limit} OFFSET {offset}"

    def counted(self, columns: list[str]) -> str:
        """A query for how many rows this SELECT has: ``?rows`` in all, and ``?different`` ones."""
        names, select = " ".join(f"?{name}" for name in columns), _text(self._rest)
        return (
            f"{self._prologue}SELECT ?rows ?different WHERE {{ "
            f"{{ SELECT (COUNT(*) AS ?rows) WHERE {{ {{ {select} }} }} }} "
            f"{{ SELECT (COUNT(*) AS ?different) WHERE {{ SELECT DISTINCT {names} WHERE {{ {{ {select} }} }} }} }} }}"
        )

    def counted_solutions(self) -> str:
        """A query for how many solutions this CONSTRUCT is made from: ``?rows``."""
        opening, closing = ([place for place, one in self._outermost() if one.text == brace] for brace in "{}")
        # A template stands before the pattern, if there is one, and FROM between the two.
        start, pattern = (closing[0] + 1, opening[1]) if opening[0] == 1 else (1, opening[0])
        dataset = _text([token for token in self._rest[start:pattern] if not token.says("WHERE")])
        solutions = f"SELECT * WHERE {_text(self._rest[pattern:])}"
        return f"{self._prologue}SELECT (COUNT(*) AS ?rows) {dataset}WHERE {{ {{ {solutions} }} }}"

    def asked_of(self, default: Sequence[str], named: Sequence[str]) -> str:
        """This query of these graphs, by their addresses, in the place of those that it names itself."""
        outer = list(self._outermost())
        braces = [place for place, token in outer if token.text == "{"]
        # A template stands before the pattern; a DESCRIBE may have none.
        patterns = braces[1:] if self.form == "CONSTRUCT" and self._rest[1].text == "{" else braces
        wheres = [place for place, token in outer if token.says("WHERE")]
        given = [place for place, token in outer if token.says("FROM")]
        start = min([*given, *wheres, *patterns], default=len(self._rest))
        end = (given[-1] + (3 if self._rest[given[-1] + 1].says("NAMED") else 2)) if given else start
        clauses = [f"FROM <{one}> " for one in default] + [f"FROM NAMED <{one}> " for one in named]
        return f"{self._prologue}{_text(self._rest[:start])}{''.join(clauses)}{_text(self._rest[end:])}"
