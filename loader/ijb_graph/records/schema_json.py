"""The JSON of schemas of kinds: the words of it, what may stand after each, and the error of what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ijb_graph.errors import InputError, nearest
from ijb_graph.errors.records import BrokenKind
from ijb_graph.text_safety import hidden_character

__all__ = ["COLUMN_WORDS", "DATATYPE_WORDS", "SCHEMA_WORDS", "broken", "check_words", "json_object", "refuse_unknown"]

# The words of a schema, of a column and of a datatype, and what stands after each.
SCHEMA_WORDS: dict[str, tuple[type, ...]] = {
    "@context": (str, list, dict),
    "dc:description": (str,),
    "aboutUrl": (str,),
    "columns": (list,),
    "primaryKey": (str, list),
    "foreignKeys": (list,),
    "ijb:common": (list,),
    "ijb:graph": (str,),
    "ijb:oneOf": (list,),
    "ijb:apart": (str,),
}
COLUMN_WORDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("name", "dc:description", "separator", "aboutUrl", "propertyUrl", "valueUrl"), (str,)),
    **dict.fromkeys(("ijb:text", "ijb:computed", "ijb:stands"), (str,)),
    **dict.fromkeys(("virtual", "required"), (bool,)),
    "datatype": (str, dict),
    "ijb:from": (list,),
}
DATATYPE_WORDS: dict[str, tuple[type, ...]] = dict.fromkeys(("@id", "base", "format", "dc:description"), (str,))
_JSON_NAMES = {str: "text", list: "a list", dict: "an object", bool: "true or false"}


def broken(reason: str, hint: str = "") -> InputError:
    """The error of a schema; ``in_schema`` knows its file."""
    return BrokenKind("", reason=reason, hint=hint).error()


def refuse_unknown(words: Collection[str], known: Collection[str], reason: str) -> None:
    """Raise InputError where one of ``words`` is not known; ``reason`` says of it (``{}``) what it is."""
    for word in words:
        if word not in known:
            raise broken(reason.format(repr(word)), nearest(word, known))


def check_words(entry: Any, words: Mapping[str, tuple[type, ...]], where: str) -> None:
    """Raise InputError unless an object has known words alone, each with what may stand after it."""
    if not isinstance(entry, dict):
        raise broken(f"{entry!r} where {where} was due")
    refuse_unknown(entry, words, f"a word {{}} in {where}")
    for word, value in entry.items():
        texts = value if isinstance(value, list) and word not in ("columns", "foreignKeys", "@context") else ()
        if type(value) not in words[word] or not all(isinstance(one, str) for one in texts):
            raise broken(f"{word} {value!r} in {where}, and not {' or '.join(_JSON_NAMES[one] for one in words[word])}")


def json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; InputError where it has a word twice, of which one would be lost, or text that nobody sees."""
    found = dict(pairs)
    if len(found) < len(pairs):
        words = [word for word, _ in pairs]
        raise broken(f"the word {next(word for word in words if words.count(word) > 1)!r} twice in one object")
    for one in (text for pair in pairs for text in pair if isinstance(text, str)):
        if hidden := hidden_character(one):
            raise broken(f"text with {hidden}")
    return found
