"""What the places of words on a page mean: paragraphs, columns of text, tables with lines and without, forms."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from ijb_graph.read.documents.document import Document
from ijb_graph.read.formats import read_document

_Draw = Callable[["Page"], None]


class Page:
    """Puts text and lines on a page; places count from its upper left corner, in points."""

    def __init__(self, canvas: object) -> None:
        self.canvas = canvas

    def text(self, left: float, top: float, text: str, size: float = 10, font: str = "Helvetica") -> None:
        self.canvas.setFont(font, size)  # type: ignore[attr-defined]
        self.canvas.drawString(left, 842 - top, text)  # type: ignore[attr-defined]

    def right(self, right: float, top: float, text: str) -> None:
        self.canvas.setFont("Helvetica", 10)  # type: ignore[attr-defined]
        self.canvas.drawRightString(right, 842 - top, text)  # type: ignore[attr-defined]

    def box(self, left: float, top: float, right: float, bottom: float) -> None:
        self.canvas.rect(left, 842 - bottom, right - left, bottom - top)  # type: ignore[attr-defined]

    def line(self, left: float, top: float, right: float) -> None:
        self.canvas.line(left, 842 - top, right, 842 - top)  # type: ignore[attr-defined]

    def lines(self, left: float, top: float, text: str, step: float = 12) -> None:
        for at, line in enumerate(text.split("\n")):
            self.text(left, top + at * step, line)


def _read(tmp_path: Path, *pages: _Draw) -> Document:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for draw in pages:
        draw(Page(canvas))
        canvas.showPage()
    canvas.save()
    (tmp_path / "a.pdf").write_bytes(out.getvalue())
    return read_document(tmp_path / "a.pdf")


def _lines(tmp_path: Path, *pages: _Draw) -> list[str]:
    return _read(tmp_path, *pages).text.text.replace("\f", "").splitlines()


_LEFT = (
    "The board met in the town hall and\nheard how homes are built near the\npeople who need them most, now and\n"
    "in the years to come. It asked each\npartner to say what it would give to\nthe work, and when this could begin."
)
_RIGHT = (
    "Carers told the board that evenings\nare hard, and nights are harder. The\nservice that they ask for was closed\n"
    "two winters ago, and a new one has\nnot been found. The chief officer is\nto come back with a plan in autumn."
)


def _whole(text: str) -> str:
    return text.replace("\n", " ")


def test_columns_of_text_are_read_one_after_the_other(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(60, 60, "What the board heard", 16)
        page.lines(60, 100, _LEFT)
        page.lines(320, 100, _RIGHT)
        page.text(60, 200, "After both columns stands a line that goes over the whole width of the page, as this one.")

    assert _lines(tmp_path, draw) == [
        "What the board heard",
        _whole(_LEFT),
        _whole(_RIGHT),
        "After both columns stands a line that goes over the whole width of the page, as this one.",
    ]


def test_a_table_of_two_columns_is_no_text_in_columns(tmp_path: Path) -> None:
    rows = [("Direction", "Progress"), ("Homes near people\nwho need them", "Plans were drawn up\nand sent out")]
    rows += [("Care in the evening\nand at night", "Staff were asked\nwhat they need")]

    def draw(page: Page) -> None:
        top = 100.0
        for left, right in rows:
            page.lines(60, top, left)
            page.lines(320, top, right)
            top += 12 * (left.count("\n") + 1) + 10

    assert _lines(tmp_path, draw) == ["\t".join(map(_whole, row)) for row in rows]


def test_a_table_without_lines_is_said(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for at, name in enumerate(("Direction", "Homes", "Care")):
            page.text(60, 100 + at * 20, name)
            page.text(300, 100 + at * 20, f"Progress {at}")

    warning = "tables without lines around their cells, parted by gaps alone: pages 1, 2"
    assert _read(tmp_path, draw, draw).warnings == (warning,)


def test_lines_between_rows_part_them(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for at, (left, right) in enumerate([("Code", "Title"), ("D1", "Homes near"), ("", "people"), ("", "Care")]):
            page.text(60, 100 + at * 14, left)
            page.text(200, 100 + at * 14, right)
        for top in (90, 104, 132, 148):
            page.line(55, top, 400)

    assert _lines(tmp_path, draw) == ["Code\tTitle", "D1\tHomes near people", "\tCare"]


def test_numbers_at_the_right_are_a_column(tmp_path: Path) -> None:
    rows = [("Community hospitals", "10,638", "1"), ("Prescribing", "470", "22"), ("Total", "11,108", "23")]

    def draw(page: Page) -> None:
        for at, (name, first, second) in enumerate(rows):
            page.text(60, 100 + at * 18, name)
            page.right(300, 100 + at * 18, first)
            page.right(380, 100 + at * 18, second)

    assert _lines(tmp_path, draw) == ["\t".join(row) for row in rows]


def test_labels_of_a_list_are_no_column(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(60, 100, "1.")
        page.lines(90, 100, "The board is asked to note the progress of its directions and to agree the\nnew ones.")
        page.text(60, 124, "2.1")
        page.text(90, 124, "The plan comes back in autumn.")
        page.text(60, 136, "(b)")
        page.text(90, 136, "Carers are asked.")

    assert _lines(tmp_path, draw) == [
        "1. The board is asked to note the progress of its directions and to agree the new ones.",
        "2.1 The plan comes back in autumn.",
        "(b) Carers are asked.",
    ]


def test_merged_cells_have_their_value_once(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.box(50, 100, 150, 160)
        page.box(150, 100, 350, 130)
        page.box(150, 130, 250, 160)
        page.box(250, 130, 350, 160)
        for left, top, text in ((60, 120, "D1"), (160, 120, "wide"), (160, 150, "a"), (260, 150, "b")):
            page.text(left, top, text)

    assert _lines(tmp_path, draw) == ["D1\twide\t", "\ta\tb"]


def test_a_table_in_a_cell_is_text_of_the_cell(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.box(50, 100, 150, 200)
        page.box(150, 100, 400, 200)
        page.text(60, 120, "D1")
        for left in (170, 220):
            page.box(left, 120, left + 50, 140)
            page.text(left + 5, 134, f"n{left}")

    assert _lines(tmp_path, draw) == ["D1\tn170 n220"]


def test_a_frame_is_no_table(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.box(50, 90, 500, 150)
        page.text(60, 110, "Framed text.")

    assert _lines(tmp_path, draw) == ["Framed text."]


def test_what_stands_on_every_page_is_read_once(tmp_path: Path) -> None:
    def page_of(number: int) -> _Draw:
        def draw(page: Page) -> None:
            page.text(60, 30, "Item 5.1")
            page.text(60, 400, f"Direction D{number}")
            page.text(280, 820, f"Page {number} of 4")

        return draw

    assert _lines(tmp_path, *(page_of(number) for number in range(1, 5))) == [
        "Item 5.1",
        "Direction D1",
        "Page 1 of 4",
        "Direction D2",
        "Direction D3",
        "Direction D4",
    ]


def test_bold_letters_that_are_printed_twice_are_read_once(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(60, 100, "Recommendations")
        page.text(60.3, 100, "Recommendations")

    assert _lines(tmp_path, draw) == ["Recommendations"]


def test_a_hyphen_at_the_end_of_a_line_stays(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.lines(60, 100, "The board agreed that people can choose self-\ndirected support for all of their care.")

    assert _lines(tmp_path, draw) == [
        "The board agreed that people can choose self-directed support for all of their care."
    ]


def test_a_hyphen_that_cuts_a_word_goes_where_the_paper_has_the_word(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.lines(
            60, 100, "The board agreed that the partner-\nship and the council will work on the same agree-\nment."
        )
        page.text(60, 200, "A partnership was asked.")

    assert _lines(tmp_path, draw) == [
        "The board agreed that the partnership and the council will work on the same agree-ment.",
        "A partnership was asked.",
    ]


def test_a_line_that_only_looks_like_the_one_before_stays(tmp_path: Path) -> None:
    def page_of(number: int) -> _Draw:
        def draw(page: Page) -> None:
            page.text(60, 30, "Minute of the board", 10)
            page.text(60, 72, f"Decision {number} is about homes.", 10)

        return draw

    assert _lines(tmp_path, *(page_of(number) for number in range(1, 4)))[-2:] == [
        "Decision 2 is about homes.",
        "Decision 3 is about homes.",
    ]


def test_headings_are_larger_or_bold(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(60, 60, "Directions", 16)
        page.text(60, 90, "Next steps", 10, "Helvetica-Bold")
        page.lines(60, 110, "A report comes to the meeting of September, and the board decides then about\nthe rest.")

    blocks = _read(tmp_path, draw).blocks
    assert [(block.text[:10], block.is_heading) for block in blocks] == [
        ("Directions", True),
        ("Next steps", True),
        ("A report c", False),
    ]


def test_signs_of_a_font_of_pictures(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for at, text in enumerate(("Yes", "No")):
            page.box(50, 100 + at * 20, 150, 120 + at * 20)
            page.box(150, 100 + at * 20, 200, 120 + at * 20)
            page.text(60, 114 + at * 20, text)
        page.text(160, 114, "\u2713", 10, "ZapfDingbats")
        page.text(160, 134, "\u2751", 10, "ZapfDingbats")

    assert _lines(tmp_path, draw) == ["Yes\t✓", "No\t"]


def test_what_is_filled_into_a_form_is_read(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        form = page.canvas.acroForm  # type: ignore[attr-defined]
        for at, (text, checked) in enumerate((("Health board", True), ("Council", False))):
            page.text(60, 110 + at * 30, text)
            form.checkbox(name=f"box{at}", x=250, y=842 - 114 - at * 30, size=14, checked=checked)
        page.text(60, 170, "Lead")
        form.textfield(name="lead", x=250, y=842 - 176, width=150, height=18, value="Ada Muir")

    # A line of one row is no table; what stands beside a label is part of its line.
    words = " ".join(_lines(tmp_path, draw)).split()
    assert words == ["Health", "board", "✓", "Council", "Lead", "Ada", "Muir"]


def test_text_beyond_the_page_is_not_shown(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text(60, 100, "Shown")
        page.text(700, 100, "Beyond")

    assert _lines(tmp_path, draw) == ["Shown"]


@pytest.mark.slow
def test_two_hundred_pages_take_seconds(tmp_path: Path) -> None:
    def page_of(number: int) -> _Draw:
        def draw(page: Page) -> None:
            for at in range(12):
                page.box(50, 60 + at * 60, 100, 120 + at * 60)
                page.box(100, 60 + at * 60, 350, 120 + at * 60)
                page.box(350, 60 + at * 60, 550, 120 + at * 60)
                page.text(55, 80 + at * 60, f"D{number}.{at}")
                page.lines(105, 80 + at * 60, "Open a day centre in the town and\nask carers what they need.")
                page.lines(355, 80 + at * 60, "Plans were drawn up\nand sent out.")

        return draw

    import time

    began = time.monotonic()
    lines = _lines(tmp_path, *(page_of(number) for number in range(200)))
    assert len(lines) == 2400
    assert time.monotonic() - began < 120
