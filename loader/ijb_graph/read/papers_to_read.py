"""The papers that a person means to read, with their texts: by the name of a folder, or by the file of a text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ijb_graph.errors import nearest, shown
from ijb_graph.errors.calls import NoSuchPaper
from ijb_graph.errors.files import UnreadableFile
from ijb_graph.paper_text import PaperText
from ijb_graph.read.formats import read_document
from ijb_graph.records.line_account import LineAccount, account_of, account_of_text
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.verified_text import read_text_of

__all__ = ["PaperToRead", "find_papers"]


@dataclass(frozen=True)
class PaperToRead:
    """A paper with its records, its text, or both; ``name`` is its board and folder, or the path of its text.

    ``warnings`` say what of a file was not read.
    """

    name: str
    paper: Paper | None
    text: PaperText | None
    warnings: tuple[str, ...] = ()

    @property
    def account(self) -> LineAccount:
        """What became of its lines, as far as can be told without the text where that is not at hand."""
        if self.text is not None:
            return account_of_text(self.text, self.paper)
        assert self.paper is not None
        return account_of(self.paper)


def _name(paper: Paper) -> str:
    return f"{paper.board}/{paper.slug}"


def find_papers(wanted: str | None, papers: list[Paper], texts: Path | None) -> list[PaperToRead]:
    """The papers whose folder is called ``wanted``, or the one whose text is the file ``wanted``; all for None.

    Their texts are looked for in the folder ``texts``. A file that is the text of none of the papers has no records.

    Raises InputError where there is no such paper and no such file, where a text is not the one that the records were
    read from, or where ``texts`` is no folder.
    """
    if texts is not None and not texts.is_dir():
        raise UnreadableFile(shown(texts), reason="no folder", content="the folder of the papers' texts").error()
    called = [paper for paper in papers if wanted in (None, paper.slug, _name(paper))]
    if called or wanted is None:
        return [PaperToRead(_name(one), one, read_text_of(one, texts) if texts else None) for one in called]
    if not Path(wanted).is_file():
        hint = nearest(wanted, [*(paper.slug for paper in papers), *map(_name, papers)])
        raise NoSuchPaper("ijb read", name=wanted, hint=hint).error()
    for one in papers:
        if one.text_file == Path(wanted).name:
            # A changed text of it is not a new text.
            read_text_of(one, Path(wanted).parent)
    document = read_document(Path(wanted))
    text = document.text
    of_text = [PaperToRead(_name(one), one, text) for one in papers if one.text_sha256 == text.sha256]
    return of_text or [PaperToRead(shown(Path(wanted)), None, text, document.warnings)]
