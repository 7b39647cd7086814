"""A file that has no records yet: whose paper it is, and the draft that is made of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from ijb_graph.console import warn
from ijb_graph.errors import nearest, shown
from ijb_graph.errors.calls import ExistingDraft, MalformedName, NoFileToRead, UnknownDay, UnknownOwner
from ijb_graph.errors.engine import UnknownBoard
from ijb_graph.read.drafts.draft import Draft
from ijb_graph.read.drafts.drafting import draft_of
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import PaperInLayout
from ijb_graph.read.whose_paper import boards_of, days_of
from ijb_graph.records.known_names import AUTHORITIES
from ijb_graph.records.reader import Records

__all__ = ["file_to_read", "write_draft"]

_SUBJECT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _call() -> str:
    return click.get_current_context().command_path


def file_to_read(path: str | None, records: Records, board: str | None) -> PaperInLayout:
    """A document, of ``board`` or of the board that it names itself.

    Raises InputError where it cannot be read, where the board is none, or where the document names none or several.
    """
    if path is None or not Path(path).is_file():
        raise NoFileToRead(_call(), name=path or "").error()
    document = read_document(Path(path))
    for warning in document.warnings:
        warn(f"{path}: {warning}.")
    areas = {row.text("slug"): row.text("authority") for row in records.shared.get(AUTHORITIES, ())}
    if board is not None and board not in areas:
        expected = "the short name of an integration authority"
        raise UnknownBoard(_call(), board=board, boards=expected, hint=nearest(board, areas)).error()
    boards = [board] if board else boards_of(document, areas)
    if len(boards) != 1:
        raise UnknownOwner(_call(), boards=" and ".join(boards[:4]) or "no authority").error()
    return PaperInLayout(document, boards[0], records.names, records.schema)


def write_draft(
    file: PaperInLayout,
    drafts: Path,
    day: date | None,
    subject: str | None,
    change: Callable[[Draft], Draft] = lambda draft: draft,
) -> tuple[Draft, Path]:
    """Write the draft of a document into the folder of drafts; returns it with its own folder.

    ``change`` has the last word on what is written. Raises InputError where the day of the meeting is not given and the
    document names none or several, and where there is such a draft already.
    """
    days = [day] if day else days_of(file.document)
    if len(days) != 1:
        raise UnknownDay(_call(), days=" and ".join(map(str, days[:4])) or "no day").error()
    words = re.sub("[^a-z0-9]+", "-", Path(file.document.name).stem.casefold()).strip("-")
    # A file is often called by its board and day, which the folder says already.
    named = words.replace(file.board, "").replace(str(days[0]), "").strip("-")
    subject = subject if subject is not None else re.sub("-+", "-", named) or "paper"
    if not _SUBJECT.fullmatch(subject):
        raise MalformedName(_call(), name=subject, what="--subject").error()
    draft = draft_of(file, days[0], subject)
    folder = drafts / file.board / draft.slug
    if folder.exists():
        raise ExistingDraft(shown(folder)).error()
    draft = change(draft)
    draft.write(folder)
    return draft, folder
