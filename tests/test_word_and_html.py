"""What Word and HTML show and hide: labels, notes, ticks, merged and nested cells; nothing deleted or hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from ijb_graph.read.documents.document import Document
from ijb_graph.read.formats import read_document
from made_documents import docx, paragraph, table


def _run(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def _numbered(text: str, level: int = 0, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def _box(checked: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{_run('☐☒'[int(checked)])}</w:sdtContent></w:sdt>"
    )


def _text_box(text: str) -> str:
    content = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


_GRID = (
    "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>D1</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>wide</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)

_WORD: dict[str, tuple[str, list[str]]] = {
    "lists with numbers on several levels": (
        _numbered("a") + _numbered("b", 1) + _numbered("c", 2) + _numbered("d", 2) + _numbered("e") + _numbered("f", 1),
        ["1. a", "1.1 b", "(i) c", "(ii) d", "2. e", "2.1 f"],
    ),
    "bullets": (_numbered("a", 0, 2) + _numbered("b", 0, 2), ["• a", "• b"]),
    "a list in a cell": (table([["D1", _numbered("a", 0, 2) + _numbered("b", 0, 2)]]), ["D1\t• a • b"]),
    "several paragraphs, a line end and a tab in a cell": (
        table([["D1", paragraph("a") + paragraph(f"{_run('b')}<w:r><w:br/></w:r>{_run('c')}<w:r><w:tab/></w:r>")]]),
        ["D1\ta b c"],
    ),
    "a line end in a paragraph": (paragraph(f"{_run('a')}<w:r><w:br/></w:r>{_run('b')}"), ["a", "b"]),
    "a tab in a paragraph": (paragraph(f"{_run('To:')}<w:r><w:tab/></w:r>{_run('the board')}"), ["To: the board"]),
    "inserted, moved and deleted text": (
        paragraph(
            f"<w:ins>{_run('in ')}</w:ins><w:del><w:r><w:delText>out </w:delText></w:r></w:del>"
            f"<w:moveFrom>{_run('from ')}</w:moveFrom><w:moveTo>{_run('to')}</w:moveTo>"
        ),
        ["in to"],
    ),
    "a paragraph mark that is deleted": (
        paragraph(_run("one "), "<w:rPr><w:del w:id='1'/></w:rPr>") + paragraph("two"),
        ["one two"],
    ),
    "hidden text": (
        paragraph(_run("shown") + _run("hidden", "<w:vanish/>") + _run("secret", '<w:rStyle w:val="Secret"/>'))
        + paragraph(_run(" not", '<w:vanish w:val="0"/>')),
        ["shown", "not"],
    ),
    "links and simple fields": (
        paragraph(f"<w:hyperlink>{_run('a link')}</w:hyperlink><w:fldSimple w:instr='PAGE'>{_run(' 3')}</w:fldSimple>"),
        ["a link 3"],
    ),
    "the code of a field": (
        paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("2.1")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        ),
        ["2.1"],
    ),
    "ticks of a form": (table([["Yes", paragraph(_box("1"))], ["No", paragraph(_box("0"))]]), ["Yes\t✓", "No\t"]),
    "ticks of an old form": (
        table(
            [
                [
                    "Yes",
                    paragraph(
                        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox>'
                        "</w:ffData></w:fldChar></w:r>"
                    ),
                ]
            ]
        ),
        ["Yes\t✓"],
    ),
    "ticks of a font of signs": (
        table(
            [
                ["a", paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')],
                ["b", paragraph(_run("\u00fc", '<w:rFonts w:ascii="Wingdings"/>'))],
                ["c", paragraph(_run("\uf0a8", '<w:rFonts w:ascii="Wingdings"/>'))],
                ["d", paragraph("√")],
            ]
        ),
        ["a\t✓", "b\t✓", "c\t", "d\t√"],
    ),
    "a prompt that nothing was written over": (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + paragraph("Click here")
        + "</w:sdtContent></w:sdt>"
        + "<w:sdt><w:sdtPr/><w:sdtContent>"
        + paragraph("written")
        + "</w:sdtContent></w:sdt>",
        ["written"],
    ),
    "merged cells, and a row that was deleted": (_GRID, ["D1\twide\t", "\ta\tb"]),
    "a table in a cell": (table([["D1", table([["a", "b"], ["c", "d"]]) + paragraph("e")]]), ["D1\ta b c d e"]),
    "a frame around text and a table": (
        table([[paragraph("a") + table([["b", "c"]]) + paragraph("d")]]),
        ["a", "b\tc", "d"],
    ),
    "a text box, once": (paragraph(_run("a") + _text_box("in a box")), ["a", "in a box"]),
    "signs without a character": (
        paragraph('<w:r><w:sym w:font="Wingdings" w:char="F028"/></w:r>'),
        ["\ufffd"],
    ),
    "letters that look like one, and hidden marks": (
        paragraph("e\u0301 \ufb01nance soft\u00adhyphen \u200bzero\u200e no\u00a0break"),
        ["é finance softhyphen zero no break"],
    ),
}


def _read(tmp_path: Path, name: str, raw: bytes) -> Document:
    (tmp_path / name).write_bytes(raw)
    return read_document(tmp_path / name)


@pytest.mark.parametrize("case", _WORD)
def test_word(case: str, tmp_path: Path) -> None:
    body, lines = _WORD[case]
    assert _read(tmp_path, "a.docx", docx(body)).text.text.splitlines() == lines


def test_headings_of_word_are_known_by_style_and_level(tmp_path: Path) -> None:
    body = (
        paragraph("a", '<w:pStyle w:val="H1"/>')
        + paragraph("b", '<w:pStyle w:val="Under"/>')
        + paragraph("c", '<w:outlineLvl w:val="2"/>')
        + paragraph("d", '<w:outlineLvl w:val="9"/>')
        + paragraph("e")
    )
    blocks = _read(tmp_path, "a.docx", docx(body)).blocks
    assert [block.text for block in blocks if block.is_heading] == ["a", "b", "c"]


def test_notes_headers_and_footers_of_word_are_read_once(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = paragraph(f"{_run('Costs rose')}{mark.format(7)}{_run(' and fell')}{mark.format(5)}")
    notes = "".join(f'<w:footnote w:id="{at}">{paragraph(f"note {at}")}</w:footnote>' for at in (5, 7, 9))
    heads = {f"word/header{at}.xml": f"<w:hdr SPACES>{paragraph('Item 5.1')}</w:hdr>" for at in (1, 2)}
    parts: dict[str, str | bytes] = {
        **heads,
        "word/footnotes.xml": f"<w:footnotes SPACES>{notes}</w:footnotes>",
        "word/footer1.xml": f"<w:ftr SPACES>{paragraph('Page 1')}</w:ftr>",
        "word/comments.xml": f"<w:comments SPACES><w:comment>{paragraph('a comment')}</w:comment></w:comments>",
        "word/media/image1.png": b"x",
    }
    related = {
        "header1.xml": "header",
        "header2.xml": "header",
        "footer1.xml": "footer",
        "footnotes.xml": "footnotes",
        "comments.xml": "comments",
    }
    document = _read(tmp_path, "a.docx", docx(body, parts, related))
    lines = ["Item 5.1", "Costs rose[1] and fell[2]", "Page 1", "[1] note 7", "[2] note 5"]
    assert document.text.text.splitlines() == lines
    assert document.warnings == ("pictures are not read: 1",)


_HTML: dict[str, tuple[str, list[str]]] = {
    "lists": (
        "<ol start=3><li>a<li><p>b<ol type=i><li>c</ol></ol><ul><li>d</ul>",
        ["3. a", "4. b", "i. c", "• d"],
    ),
    "a list in a cell": ("<table><tr><td>D1<td><ul><li>a<li>b</ul></table>", ["D1\t• a • b"]),
    "merged cells": (
        "<table><tr><td rowspan=2>D1<td colspan=2>wide<tr><td>a<td>b<tr><td>D2<td><td>c</table>",
        ["D1\twide\t", "\ta\tb", "D2\t\tc"],
    ),
    "cells that claim to be wide": (
        "<table><tr><td colspan=99999999>a<td>b<tr><td colspan=90>c<td colspan=90>d</table>",
        ["a\tb" + "\t" * 89, "c" + "\t" * 90 + "d"],
    ),
    "a table in a cell": ("<table><tr><td>D1<td><table><tr><td>a<td>b</table></table>", ["D1\ta b"]),
    "a frame": ("<table><tr><td><p>a<table><tr><td>b<td>c</table>d</table>", ["a", "b\tc", "d"]),
    "the foot of a table": (
        "<table><tfoot><tr><td>z<td>2</tfoot><tbody><tr><td>a<td>1</tbody></table>",
        ["a\t1", "z\t2"],
    ),
    "ticks": (
        "<table><tr><td>Yes<td><input type=checkbox checked><tr><td>No<td><input type=radio></table>",
        ["Yes\t✓", "No\t"],
    ),
    "hidden and deleted": (
        "<p>a<span style='display: none'>b</span><del>c</del><script>d</script><!-- e --><span hidden>f</span>g",
        ["ag"],
    ),
    "line ends and words of one line": ("<p>One<br>two <b>th</b>ree 3<sup>rd</sup>", ["One", "two three 3rd"]),
    "notes": ("<p>Costs<sup><a href=#1>1</a></sup> rose", ["Costs[1] rose"]),
    "ticks of a font of signs": (
        "<table><tr><td>a<td><font face=Wingdings>ü</font>"
        "<tr><td>b<td><span style='font-family: Wingdings'>¨</span></table>",
        ["a\t✓", "b\t"],
    ),
    "entities": ("<p>&pound;5&nbsp;k &amp; more &lt;b&gt;", ["£5 k & more <b>"]),
}


@pytest.mark.parametrize("case", _HTML)
def test_html(case: str, tmp_path: Path) -> None:
    body, lines = _HTML[case]
    document = _read(tmp_path, "a.html", f"<!doctype html><body>{body}".encode())
    assert [line.rstrip("\n") for line in document.text.text.split("\n")[:-1]] == lines


def test_a_page_says_its_encoding(tmp_path: Path) -> None:
    raw = "<meta charset=windows-1252><p>£5 – “two”".encode("cp1252")
    assert _read(tmp_path, "a.html", raw).text.text == "£5 – “two”\n"
