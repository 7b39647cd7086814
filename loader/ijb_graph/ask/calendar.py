"""An answer as a calendar (iCalendar, RFC 5545): an event for each row that has a day."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta

from ijb_graph.ask.questions import Calendar
from ijb_graph.ask.tables import typed_value
from ijb_graph.engine import Answer

__all__ = ["calendar_of"]

# A line has at most 75 bytes; one that goes on begins with a space.
_LONGEST = 75
_PRODUCT = "-//ijb-graph//answers//EN"


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", " ".join(text.split()))


def _folded(line: str) -> Iterator[str]:
    """A line as lines of at most 75 bytes; no character is split."""
    part, size = "", 0
    for character in line:
        length = len(character.encode())
        if size + length > _LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + character, size + length
    yield part


def _written(day: date) -> str:
    # Not strftime, which writes years before 1000 with fewer digits on some systems.
    return day.isoformat().replace("-", "")


def _day(row: dict[str, str], column: str) -> date | None:
    day = typed_value(row[column], "date")
    return day if isinstance(day, date) else None


def _event(row: dict[str, str], calendar: Calendar, host: str, first: date, last: date) -> Iterator[str]:
    # The same record at the same time is the same event: a program that gets it again replaces it.
    told = f"{row['uri']} {first}" if row.get("uri") else "\n".join(f"{name}: {row[name]}" for name in sorted(row))
    digest = hashlib.sha256(told.encode()).hexdigest()
    said = [f"{name}: {cell}" for name, cell in row.items() if cell and name not in (calendar.first, calendar.last)]
    yield "BEGIN:VEVENT"
    yield f"UID:{digest[:32]}@{host}"
    # An event has to say when it was made: no clock tells it, and where no paper does, its own first day stands there.
    yield f"DTSTAMP:{_written(_day(row, calendar.stated) or first)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_written(first)}"
    # The end of an event is the day after its last; of the last day that a calendar has, there is none.
    yield f"DTEND;VALUE=DATE:{_written(last if last == date.max else last + timedelta(days=1))}"
    yield f"SUMMARY:{_escaped(row[calendar.summary])}"
    yield "DESCRIPTION:" + r"\n".join(_escaped(one) for one in said)
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def calendar_of(answer: Answer, calendar: Calendar, base: str, name: str) -> str:
    """The rows that have a day as events, in the order of the answer.

    ``calendar`` names the columns that make an event; ``base`` is where the graph's own addresses begin, whose host
    ends each UID; ``name`` is that of the calendar. The same rows give the same text: a time stamp is the day on which
    the row's paper states it. An event lasts from the first to the last day that its time can mean.
    """
    host = base.split("/")[2].partition(":")[0]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{name}"]
    for texts in answer.texts():
        row = dict(zip(answer.columns, texts, strict=True))
        first, last = _day(row, calendar.first), _day(row, calendar.last)
        if first and last:
            lines += _event(row, calendar, host, first, last)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))
