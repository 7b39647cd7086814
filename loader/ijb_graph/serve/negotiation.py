"""Content negotiation: which of the media types that there are a client wants most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["preferred"]

_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
# A range is more specific than another: it counts first, whatever its weight.
_ANY, _TYPE, _EXACT = range(3)


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """The media ranges of an Accept header with their weights; what is no range is passed over."""
    for part in accept.split(","):
        media, *parameters = (text.strip().lower() for text in part.split(";"))
        weight = 1.0
        for name, _, value in (one.partition("=") for one in parameters):
            if name.strip() == "q":
                weight = float(value) if _WEIGHT.fullmatch(value.strip()) else 0.0
        if media.count("/") == 1:
            yield media, weight


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that an offer lies in; 0 where it lies in none."""
    kind = offer.partition("/")[0]
    places = {"*/*": _ANY, f"{kind}/*": _TYPE, offer: _EXACT}
    fitting = [(places[media], weight) for media, weight in ranges if media in places]
    return max(fitting)[1] if fitting else 0.0


def preferred(accept: str | None, offers: Sequence[str]) -> str | None:
    """That of the offered media types which the header ``accept`` gives the most weight; the first of equals.

    The first offer where there is no header; None where none of them is accepted.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = list(_ranges(accept))
    weights = [_weight(offer, ranges) for offer in offers]
    most = max(weights)
    return offers[weights.index(most)] if most > 0 else None
