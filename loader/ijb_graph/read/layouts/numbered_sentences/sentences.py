"""What a sentence that directs is made of: a code, whom it addresses, the word for the duty, the time by which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ijb_graph.read.documents.document import Document

__all__ = ["Sentence", "addressed", "sentences_in"]

# 1.1, 3, D4b, MH-2, Direction 7: with a stop, a bracket, a colon or a space after it. The list that a code stands in
# may add its own number before it: 1. D1. NHS Grampian is ...
_CODE = re.compile(
    r"(?:[0-9]{1,3}[.)]\s+(?=Direction\s|[A-Z]{1,4}[-/]?[0-9]|[0-9]{1,3}[./-][0-9]))?"
    r"(?:Direction\s+(?:No\.?\s*)?)?(?P<code>[A-Z]{0,4}[-/]?[0-9]{1,3}(?:[./-][0-9]{1,3})*[a-z]?)(?:[.):]|\s[-\u2013])?\s+"
    r"(?P<text>[A-Z'\"\u2018\u201c].*)",
    re.DOTALL,
)
_DUTY = (
    r"must|shall|should|will|(?:is|are)\s+(?:(?:hereby|jointly|also|both|each)\s+){0,2}(?:directed|required|instructed|asked|requested)\s+to"
    r"|(?:is|are)\s+to|has\s+to|have\s+to"
)
# How many characters of a sentence are looked at for whom it addresses.
_BEGINNING = 600
# Clauses may come before whom it addresses: To support recovery, the council must ...
_DIRECTS = re.compile(
    rf"(?P<before>(?:[^,.;]*,\s+)*?)(?P<who>[^,;.]{{2,120}}?(?:,[^,;.]{{2,80}}?)*?)\s+(?P<duty>{_DUTY})\b"
)
_BULLET = re.compile(r"[-\u2022\u00b7*\u2013o]\s+|\(?[a-z]{1,3}[.)]\s+")


@dataclass
class Sentence:
    """A numbered sentence with its lines; ``who`` is whom it addresses, empty where no word of duty follows a name.

    ``before`` is what stands before that, ``text`` all of it.
    """

    code: str
    text: str
    lines: list[int]
    before: str = ""
    who: str = ""
    duty: str = ""


def _order(code: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", code))


def sentences_in(document: Document) -> Iterator[list[Sentence]]:
    """The runs of numbered sentences of a document: in each the codes rise, or one is printed twice by mistake."""
    run: list[Sentence] = []
    for block in document.blocks:
        cells = [cell for cell in block.cells if cell]
        text = " ".join(cells) if len(cells) <= 2 else ""
        found = _CODE.fullmatch(text) if not block.is_heading else None
        if found:
            if run and _order(found["code"]) < _order(run[-1].code):
                yield run
                run = []
            run.append(Sentence(found["code"], found["text"], [block.line]))
        elif run and text and not block.is_heading and _goes_on(run[-1], text, block.line):
            run[-1].text += f"\n{text}"
            run[-1].lines.append(block.line)
    if run:
        yield run


def _goes_on(sentence: Sentence, text: str, line: int) -> bool:
    """Whether a line is more of a sentence: a point of its list, or the rest of a line that was broken."""
    if line - sentence.lines[-1] > 2:
        return False
    ends = sentence.text.rstrip()[-1:]
    is_point = bool(_BULLET.match(text)) and (
        ends in ":;,-\u2013" or "\n" in sentence.text or line == sentence.lines[-1] + 1
    )
    is_rest = line == sentence.lines[-1] + 1 and ends not in ".:;" and (text[:1].islower() or text[:1].isdigit())
    return is_point or is_rest


def addressed(sentence: Sentence) -> Sentence:
    """The sentence with whom it addresses, where a word of duty follows."""
    found = _DIRECTS.match(sentence.text[:_BEGINNING])
    if found:
        sentence.before, sentence.who, sentence.duty = found["before"], found["who"], found["duty"]
    return sentence
