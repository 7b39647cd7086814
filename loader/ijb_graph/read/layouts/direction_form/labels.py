"""The labels of direction forms: what boards call each field, as a closed list of patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["FIELDS", "Label", "label_of"]

_THIS = r"(?:(?:the|this|each|any) )?"
_BOARD = r"(?: (?:by|from|of) .{2,60})?"
_ENDING = r"(?:superseding|supersede|revis|revok|replac|var(?:y|ied|ies)|amend|cancel)\w*"

_EFFECTS = rf"{_ENDING}(?:(?:,| or| and|/) ?(?:or |and )?{_ENDING})*"
_BODY = r"(?:organisation|body|bodies|party|parties|partner|authority|authorities)s?"
_HAS_EFFECT = r"(?:takes?|has|comes into|will take) (?:effect|force)"
_THE_BOARD = r"(?:the )?(?:ijb|board|integration joint board)"

# Each field with the labels that it has, in small letters, without its number and what stands in brackets.
FIELDS: dict[str, tuple[str, ...]] = {
    "code": (
        rf"(?:(?:ijb |board )?direction )?(?:unique )?(?:reference|ref\.?|identifier)(?: (?:number|no\.?|code))?"
        rf"(?: of {_THIS}direction)?",
        r"(?:ijb |board )?direction (?:number|no\.?|code|id)",
        rf"(?:number|code) of {_THIS}direction",
    ),
    "report": (
        r"(?:ijb |board |committee |related |linked |associated |covering )?report"
        r"(?: (?:title|reference|number|no\.?|ref\.?|name))*",
        rf"(?:title|name|reference) of {_THIS}report",
    ),
    "title": (
        r"title|subject|direction (?:title|name|subject)",
        rf"(?:title|name|subject) of {_THIS}direction",
    ),
    "issued": (
        rf"date (?:{_THIS}direction )?(?:was |is |to be )?(?:issued|given|made|approved|agreed)(?: on)?{_BOARD}",
        rf"date of (?:issue|direction){_BOARD}|issue date|issued(?: on)?|{_THIS}direction issued(?: on)?{_BOARD}",
        rf"(?:{_THIS}direction )?(?:issued|approved|agreed|given) (?:by|at) {_THE_BOARD}(?: on)?",
    ),
    "effective": (
        rf"date (?:(?:from|on) which )?{_THIS}(?:direction )?{_HAS_EFFECT}",
        r"(?:date )?effective (?:date|from)|date effective|with effect from",
        rf"(?:{_THIS}direction )?{_HAS_EFFECT}(?: on| from)?",
        r"(?:direction )?(?:in force|in effect) from|start date|commencement date|date of (?:commencement|effect)",
    ),
    "ends": (
        rf"(?:end|expiry) date|date {_THIS}direction (?:ends|expires)|date of expiry|{_THIS}direction ends(?: on)?",
        r"in force until|expires(?: on)?",
    ),
    "review": (
        rf"date {_THIS}(?:direction )?(?:will be|is to be|to be|is) reviewed|(?:next )?review(?: date)?",
        rf"date (?:of|for) (?:{_THIS}|next )?review|to be reviewed(?: on| by)?",
    ),
    "to": (
        rf"{_THIS}direction (?:is )?(?:issued |given |addressed |made )?to|(?:directed|issued|addressed) to",
        rf"to(?: whom)?|addressees?|recipients?|{_BODY} (?:being )?directed|who is directed",
        rf"{_BODY} to whom {_THIS}direction is (?:issued|given)",
    ),
    "effects": (
        rf"(?:does|will|is) {_THIS}direction .*{_ENDING}.*",
        rf"{_EFFECTS}(?: (?:an? )?(?:any )?(?:previous|earlier|existing|prior)? ?directions?)?",
        rf"(?:previous|earlier|existing) directions? (?:that (?:is|are) )?{_ENDING}.*|directions? {_ENDING}.*",
    ),
    "functions": (
        r"(?:delegated |integrated )?functions?(?:(?:/| and | or )services?)?"
        rf"(?: (?:covered|concerned|affected|included|to which .*))?(?: by {_THIS}direction)?",
        rf"(?:delegated |integrated )?services? (?:covered|concerned|affected|included)(?: by {_THIS}direction)?",
    ),
    "text": (
        rf"(?:full )?text(?: of {_THIS}direction)?|(?:full |specific )?(?:wording|description) of {_THIS}direction",
        r"(?:full )?direction(?: text| wording| details?)?",
        r"what (?:has to|must|should|is to|will) be done|(?:required )?actions?(?: required| to be taken)?",
    ),
    "budget": (
        r"(?:total |associated |delegated )?(?:budget|funding|finance|financial resource|resource|money|payment)s?"
        rf"(?: (?:allocated|allocation|available|provided|delegated|attached))?(?:{_BOARD})"
        r"(?: (?:to|for)(?: the)? (?:carry|carrying|deliver|delivery|implement).*)?",
    ),
    "outcomes": (
        r"(?:desired |expected |intended |relevant )?(?:national )?(?:health (?:and|&) wellbeing )?outcomes?"
        r"(?: (?:served|supported|delivered|to be (?:delivered|achieved)).*)?",
    ),
    "monitoring": (
        r"(?:performance )?(?:monitoring|management)(?: (?:arrangements?|and reporting))?",
        r"performance(?: (?:measures?|arrangements?|monitoring|reporting))+",
        rf"how (?:will )?(?:{_THIS}direction|progress|performance) (?:is|will be|be) (?:monitored|measured|reported)",
    ),
    "engagement": (
        r"(?:prior |stakeholder |previous )?(?:engagement|consultation)(?: (?:undertaken|with .*|carried out))?",
    ),
}
_PATTERNS = {field: re.compile("|".join(patterns)) for field, patterns in FIELDS.items()}
# The number of a label: 1, 1., (a), 10).
_NUMBER = re.compile(r"\(?([0-9]{1,2}|[a-z](?=[.)]))[.)]?\s+(?=\S)|\(?([0-9]{1,2})[.)]?$")
_BRACKETS = re.compile(r"\([^()]*\)")
# What a label asks for besides, after a dash or a question mark: if yes, include the reference number.
_ASKS = re.compile(r"(?:\?|\s[-\u2013\u2014]\s|[,;]\s*(?=if\b)).*$")


@dataclass(frozen=True)
class Label:
    """A label: the field that it names, None where it is of none that is known; its number, where it has one."""

    field: str | None
    number: int | None
    text: str


def label_of(text: str) -> Label:
    """The label that a text is."""
    number, rest = None, " ".join(text.split())
    if found := _NUMBER.match(rest):
        digits = found[1] or found[2]
        number = int(digits) if digits.isdigit() else ord(digits) - ord("a") + 1
        rest = rest[found.end() :]
    plain = _ASKS.sub("", _BRACKETS.sub("", rest).casefold()).strip(" .:*-\u2013")
    plain = " ".join(plain.split())
    field = next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(plain)), None)
    return Label(field, number, rest)
