"""What a direction does to earlier ones, as a form says it: the word for it, and the codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, to_decide
from ijb_graph.read.layouts.direction_form.forms import Field, lines_of
from ijb_graph.read.layouts.direction_form.funding import YEARS
from ijb_graph.read.printed.printed_cells import code_cell

__all__ = ["affected"]

_CODE = re.compile(r"[\w.()/-]*[0-9][\w.()/-]*")
_EFFECTS = {
    "supersedes": r"superseding|supersede[ds]?|replac\w*",
    "varies": r"var(?:y|ied|ies)|revis\w*|amend\w*",
    "revokes": r"revok\w*|cancel\w*|rescind\w*",
    "continues": r"continu\w*",
}
_EFFECT = re.compile("|".join(rf"(?P<{name}>\b(?:{words}))" for name, words in _EFFECTS.items()), re.IGNORECASE)
_IN_PART = re.compile(r"\bin part\b|\bpart(?:ly|ially)\b", re.IGNORECASE)


def _bare(code: str) -> str:
    """A code without the brackets and stops around it; those that are its own, as in 2(a), stay."""
    code = code.strip("./-")
    while code and code.count("(") != code.count(")"):
        code = code.strip("./-")
        code = code[1:] if code.count("(") > code.count(")") and code.startswith("(") else code[:-1]
    return code[1:-1] if code.startswith("(") and code.endswith(")") else code


def affected(one: Field) -> Iterator[tuple[DraftCell, DraftCell]]:
    """The effects with the codes of the directions that have them: each code after its word, or one word for all."""
    at = lines_of(one)
    text = YEARS.sub(lambda found: " " * len(found[0]), one.value)
    text = re.sub(r"[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}", lambda found: " " * len(found[0]), text)
    found = (_bare(code) for code in _CODE.findall(text))
    codes = list(dict.fromkeys(code for code in found if code and not code.isdigit()))
    words = list(_EFFECT.finditer(text)) or list(_EFFECT.finditer(one.label))
    kinds = dict.fromkeys(str(word.lastgroup) for word in words)
    in_part = bool(_IN_PART.search(text))
    if not codes:
        yield to_decide("what does it do?", at), to_decide(f"no code in {one.value!r}", at)
    for code in codes:
        place = text.find(code)
        before = [str(word.lastgroup) for word in _EFFECT.finditer(text[: max(place, 0)])]
        effect = to_decide(f"which of {', '.join(kinds) or 'the effects'}?", at)
        if len(kinds) == 1:
            effect = DraftCell(next(iter(kinds)), MATCHED, at)
        elif before and text[: text.find(codes[0])].count("\n") == 0 and _EFFECT.search(text[: text.find(codes[0])]):
            effect = DraftCell(before[-1], MATCHED, at)
        if in_part:
            is_one = len(codes) == 1 and effect.value == "supersedes"
            effect = DraftCell("supersedes-in-part", MATCHED, at) if is_one else to_decide("in part?", at, effect.value)
        yield effect, code_cell(code, at)
