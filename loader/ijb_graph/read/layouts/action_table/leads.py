"""Who leads an action: posts, people and bodies, of which a body beside a post may say whose post it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.records.names import Name, Names

__all__ = ["leads_cell"]

# What stands between two names that are those of two; nothing or a comma may also join a post and its body.
_APART = re.compile(r"\s*(?:;|/|\n|&|\+|\band\b|\bwith\b|\bjointly\b)\s*", re.IGNORECASE)
# Who helps those who lead, or what they are a part of.
_BESIDE = re.compile(
    r"\W*\b(?:(?:supported|assisted|advised) by|with (?:the )?(?:support|assistance|advice|help) (?:of|from)"
    r"|as part of)\b.*",
    re.IGNORECASE | re.DOTALL,
)
# A body that is so many holders of posts has no posts itself: Chief Executives.
_HOLDERS = re.compile(r"\b(?:Officer|Executive|Director|Manager|Lead|Nurse|Chair|Convener|Head)s$")
_OF_EACH = re.compile(r"(?P<posts>[A-Z][\w ]+?)s of (?P<bodies>[A-Z].+)")
_BODIES = frozenset({"body", "authority"})
_LONGEST = 9


@dataclass(frozen=True)
class _Part:
    """A name of a text, and whether a mark or a word parts it from the one before."""

    text: str
    thing: Name
    is_apart: bool
    has_comma: bool


def _parts(text: str, names: Names, board: str) -> tuple[list[_Part], list[str]]:
    """The names of a text one after the other, the longest first, and the words that are in none."""
    found: list[_Part] = []
    unknown: list[str] = []
    for group in (one for one in _APART.split(_whole_names(text, names, board)) if one):
        words = group.split()
        first, is_apart = 0, True
        while first < len(words):
            for last in range(min(len(words), first + _LONGEST), first, -1):
                name = " ".join(words[first:last]).strip(",. ").replace("\0", " and ")
                thing = names.resolve(name, board) if name else None
                if thing is None and (of_body := _of_body(words[first:last], names, board)):
                    name, thing = of_body, names.resolve(of_body, board)
                if thing:
                    comma = first > 0 and words[first - 1].endswith(",")
                    found.append(_Part(name, thing, is_apart, comma))
                    first, is_apart = last, False
                    break
            else:
                unknown.append(words[first])
                first += 1
    return found, unknown


def _of_body(words: list[str], names: Names, board: str) -> str:
    """The post that words name with the body before or after it, as records write it; empty where it is none."""
    for cut in range(1, len(words)):
        for is_first in (True, False):
            body, post = (words[:cut], words[cut:]) if is_first else (words[cut:], words[:cut])
            thing = names.resolve(" ".join(body).strip(",. "), board)
            title = " ".join(post).strip(",. ")
            if thing is None or thing.sort not in ("body", "authority") or names.resolve(title, board):
                continue
            name = f"{title}, {thing.label}"
            found = names.resolve(name, board)
            if found is not None and found.sort == "post":
                return name
    return ""


def _whole_names(text: str, names: Names, board: str) -> str:
    """The text, where a name that has an and in it is kept together by a mark in place of it."""
    pieces = re.split(r"(\s+and\s+)", text)
    for at in range(0, len(pieces) - 2, 2):
        whole = f"{pieces[at]} and {pieces[at + 2]}"
        if names.resolve(whole.strip(" ,"), board):
            return text.replace(f"{pieces[at]}{pieces[at + 1]}{pieces[at + 2]}", f"{pieces[at]}\0{pieces[at + 2]}")
    return text


def _post_of(post: _Part, body: _Part, names: Names, board: str) -> str:
    """The name of a post of a body, as records write it; the post alone where the body is the board itself."""
    own = names.resolve("IJB", board)
    if own is not None and body.thing == own:
        return post.text
    name = f"{post.text}, {body.thing.label}"
    return name if names.resolve(name, board) else ""


def _of_each(text: str, names: Names, board: str) -> str:
    """Posts of several bodies: Chief Executives of A and B; empty where it is nothing of the kind."""
    match = _OF_EACH.fullmatch(text)
    bodies, unknown = _parts(match["bodies"], names, board) if match else ([], [""])
    if match is None or unknown or any(one.thing.sort not in ("body", "authority") for one in bodies):
        return ""
    found = [f"{match['posts']}, {one.thing.label}" for one in bodies]
    return "; ".join(found) if all(names.resolve(one, board) for one in found) else ""


def leads_cell(printed: str, lines: str, names: Names, board: str) -> DraftCell:
    """The names of a cell; to be decided where words are left over, or where it is open whose post one is."""
    text = _BESIDE.sub("", printed).strip(" .")
    if not text:
        return not_said(lines)
    if names.resolve(text, board):
        return DraftCell(text, MATCHED, lines)
    if posts := _of_each(text, names, board):
        return DraftCell(posts, MATCHED, lines)
    parts, unknown = _parts(text, names, board)
    value, reason = _joined(parts, names, board)
    if unknown:
        hint = names.suggestion(text, board).strip()
        return to_decide(f"not known: {' '.join(unknown)}. {hint}".strip(), lines, value)
    return to_decide(reason, lines, value) if reason else DraftCell(value, MATCHED, lines)


def _has_body(post: _Part, names: Names, board: str) -> bool:
    """Whether the name of a post says whose it is, so that no other body beside it does."""
    words = post.text.replace(",", "").split()
    ends = (" ".join(part) for cut in range(1, len(words)) for part in (words[:cut], words[cut:]))
    return any(thing is not None and thing.sort in _BODIES for thing in (names.resolve(one, board) for one in ends))


def _joined(parts: list[_Part], names: Names, board: str) -> tuple[str, str]:
    """The names, a post and the body beside it as one; and what is not plain about them."""
    found: list[str] = []
    reason = ""
    at = 0
    while at < len(parts):
        one, other = parts[at], parts[at + 1] if at + 1 < len(parts) else None
        sorts = {one.thing.sort, other.thing.sort} if other and not other.is_apart else set()
        third = parts[at + 2] if at + 2 < len(parts) else None
        is_pair = "post" in sorts and bool(sorts & _BODIES)
        post, body = (one, other) if one.thing.sort == "post" or other is None else (other, one)
        # A post that names its body leaves the body beside it to the post that follows: Chief Executive CEC IJB Chief
        # Officer.
        is_of_third = post is one and third is not None and third.thing.sort == "post" and not third.is_apart
        is_taken = is_of_third and _has_body(post, names, board)
        if is_pair and body and not is_taken and not _HOLDERS.search(body.thing.label):
            name = _post_of(post, body, names, board)
            if not name or (third is not None and not third.is_apart and not third.has_comma):
                reason = "is it the post of the body beside it?"
            found += [name] if name else [part.text for part in (one, other) if part]
            at += 2
            continue
        if sorts == {"person", "post"}:
            reason = "is it the post of the person beside it?"
        if sorts and sorts <= _BODIES and not (other and other.has_comma):
            reason = "is the one body a part of the other?"
        found.append(one.text)
        at += 1
    return "; ".join(dict.fromkeys(found)), reason
