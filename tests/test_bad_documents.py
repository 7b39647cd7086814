"""Documents that are damaged, locked, pictures, of another format or made to do harm: one clear error each."""

from __future__ import annotations

import io
import logging
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ijb_graph.errors import InputError
from ijb_graph.limited_process.limits import ProcessLimits
from ijb_graph.read.documents.document import Document
from ijb_graph.read.formats import LIMITS, html, markdown, pdf, read_document, text, word
from made_documents import PAPER, docx, html_of, paragraph, pdf_of, word_of
from mutated_documents import READABLE, failure_of_ours, mutated, mutated_parts

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _pdf(draw: Callable[..., object], pages: int = 1, **options: object) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, **options)
    for number in range(1, pages + 1):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _picture(canvas: object, number: int = 1) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "grey")), 50, 50, 500, 700)  # type: ignore[attr-defined]


def _text_but_on_page_2(canvas: object, number: int) -> None:
    if number == 2:
        _picture(canvas)
    else:
        canvas.drawString(50, 700, f"Direction D{number}")  # type: ignore[attr-defined]


def _text(canvas: object, number: int) -> None:
    canvas.drawString(50, 700, f"Direction D{number}")  # type: ignore[attr-defined]


def _packed(names: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def _locked() -> bytes:
    """A Word file whose parts are marked as encrypted."""
    raw = bytearray(word_of(PAPER))
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        raw[at + 8] |= 1
        at = raw.find(b"PK\x01\x02", at + 1)
    return bytes(raw)


def _entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    part = (
        f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><w:document SPACES><w:body>{paragraph("<w:r><w:t>&e9;</w:t></w:r>")}'
    )
    return docx("", {"word/document.xml": f"{part}</w:body></w:document>"})


def _file_entity() -> bytes:
    part = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document SPACES><w:body>'
        f"{paragraph('<w:r><w:t>&e;</w:t></w:r>')}</w:body></w:document>"
    )
    return docx("", {"word/document.xml": part})


def _bomb(megabytes: int = 140) -> bytes:
    """Some hundred KB that unpack to so many MB."""
    return docx("", {"word/document.xml": b"<w:document>" + b" " * (megabytes << 20)})


_BAD: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "empty": ("a.txt", lambda: b"", "empty-document", ""),
    "blank": ("a.txt", lambda: b" \n\t\n\f\n", "empty-document", ""),
    "UTF-16 with a mark": ("a.txt", lambda: "Direction £".encode("utf-16"), "unknown-encoding", "UTF-16;"),
    "UTF-16 without": ("a.txt", lambda: "Direction £".encode("utf-16-le"), "unknown-encoding", "UTF-16 without"),
    "Windows-1252": ("a.txt", lambda: "One\n£5 – “two”".encode("cp1252"), "unknown-encoding", "row 2: found text that"),
    "Markdown in Windows-1252": ("a.md", lambda: "£5 – two".encode("cp1252"), "unknown-encoding", "Windows-1252"),
    "HTML in Windows-1252": ("a.html", lambda: "<p>£5 – two".encode("cp1252"), "unknown-encoding", "Windows-1252"),
    "HTML of no encoding": ("a.html", lambda: b"<meta charset=utf-99><p>x", "unknown-encoding", "no utf-99"),
    "NUL": ("a.txt", lambda: b"One\nDirec\0tion", "binary-content", "row 2: found U+0000 NULL"),
    "noise": ("a.txt", lambda: random.Random(1).randbytes(5000), "binary-content", ""),
    "override in text": ("a.txt", "One\n\u202eowt".encode, "direction-override", "row 2: found U+202E"),
    "override in HTML": ("a.html", "<p>\u202eowt".encode, "direction-override", "RIGHT-TO-LEFT OVERRIDE"),
    "override in Markdown": ("a.md", "\u2067owt".encode, "direction-override", "U+2067"),
    "override in Word": ("a.docx", lambda: word_of(["\u202eowt"]), "direction-override", "U+202E"),
    "picture": ("a.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "unknown-format", "a picture (PNG)"),
    "spreadsheet": ("a.docx", lambda: _packed(["xl/workbook.xml"]), "unknown-format", "a spreadsheet (Excel)"),
    "slides": ("a.pdf", lambda: _packed(["ppt/slides.xml"]), "unknown-format", "slides"),
    "OpenDocument": ("a.odt", lambda: _packed(["mimetype", "content.xml"]), "unknown-format", "OpenDocument"),
    "archive": ("a.docx", lambda: _packed(["paper.txt"]), "unknown-format", "a packed file (ZIP)"),
    "Rich Text": ("a.doc", lambda: b"{\\rtf1 x}", "unknown-format", "Rich Text"),
    "old Word": ("a.doc", lambda: _OLD_OFFICE + "WordDocument".encode("utf-16-le"), "unknown-format", "before 2007"),
    "locked Word": ("a.docx", lambda: _OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "encrypted-document", ""),
    "locked parts": ("a.docx", _locked, "encrypted-document", ""),
    "locked PDF": ("a.pdf", lambda: _pdf(_text, encrypt="secret"), "encrypted-document", ""),
    "scan": ("a.pdf", lambda: _pdf(_picture, 3), "no-text-in-document", "no text in its 3 pages"),
    "blank PDF": ("a.pdf", lambda: _pdf(lambda canvas, number: None), "no-text-in-document", "in its 1 page;"),
    "cut PDF": ("a.pdf", lambda: pdf_of(PAPER, is_ruled=True)[:700], "damaged-document", "PDF"),
    "mark of PDF alone": ("a.pdf", lambda: b"%PDF-1.7\n", "damaged-document", "PDF"),
    "cut Word": ("a.docx", lambda: word_of(PAPER)[:-200], "damaged-document", "Word"),
    "Word without its text": ("a.docx", lambda: _packed(["word/styles.xml"]), "damaged-document", "no part"),
    "Word that is no document": ("a.docx", lambda: docx("", {"word/document.xml": "<x/>"}), "damaged-document", "Word"),
    "Word that is no XML": ("a.docx", lambda: docx("<w:p>"), "damaged-document", "Word (word/document.xml:"),
    "entities that grow": ("a.docx", _entities, "damaged-document", "Word"),
    "entity of a file": ("a.docx", _file_entity, "damaged-document", "document type declaration"),
    "ZIP bomb": ("a.docx", _bomb, "document-too-large", "128 MB"),
    "deep Word": ("a.docx", lambda: docx("<w:ins>" * 5000 + "</w:ins>" * 5000), "damaged-document", "Word"),
    "deep HTML": ("a.html", lambda: b"<html>" + b"<div>" * 5000 + b"x", "damaged-document", "too many levels"),
}


def _problem(read: Callable[[], Document]) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        read()
    [problem] = caught.value.problems
    return problem.id(), str(problem)


@pytest.mark.parametrize("case", _BAD)
def test_each_ends_in_one_clear_error(case: str, tmp_path: Path) -> None:
    name, make, kind, said = _BAD[case]
    (tmp_path / name).write_bytes(make())
    found, message = _problem(lambda: read_document(tmp_path / name))
    assert found == kind, message
    assert message.startswith(name) and said in message and "Traceback" not in message
    assert len(message) < 400


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(65 << 20)
    assert _problem(lambda: read_document(tmp_path / "huge.pdf"))[0] == "unreadable-file"


@pytest.mark.parametrize(
    ("limits", "kind"),
    [
        (ProcessLimits(seconds=0.2, memory=LIMITS.memory), "document-out-of-time"),
        (ProcessLimits(seconds=60, memory=LIMITS.memory, answer=0.001), "document-too-large"),
    ],
)
def test_what_meets_a_limit(limits: ProcessLimits, kind: str, tmp_path: Path) -> None:
    rows = [["Code", "Direction"], *([f"D{one}", "Open a day centre in the town " * 9] for one in range(120))]
    (tmp_path / "long.pdf").write_bytes(pdf_of([rows], is_ruled=True, widths=(80, 400)))
    assert _problem(lambda: read_document(tmp_path / "long.pdf", limits))[0] == kind


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.html", "a.md"])
def test_a_package_that_is_missing_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("lxml.html", "lxml.etree", "pdfplumber", "markdown_it"):
        monkeypatch.setitem(__import__("sys").modules, package, None)
    raw = {"a.docx": word_of(PAPER), "a.pdf": pdf_of(PAPER, True), "a.html": html_of(PAPER), "a.md": b"x"}[name]
    (tmp_path / name).write_bytes(raw)
    kind, message = _problem(lambda: read_document(tmp_path / name))
    assert kind == "missing-package"
    assert "pip install 'ijb-graph[documents]'" in message


def test_what_takes_too_much_memory(tmp_path: Path) -> None:
    (tmp_path / "large.docx").write_bytes(_bomb(100))
    limits = ProcessLimits(seconds=60, memory=48)
    assert _problem(lambda: read_document(tmp_path / "large.docx", limits))[0] == "document-out-of-memory"


@pytest.mark.parametrize(("name", "form"), [("paper.pdf", "word"), ("paper.txt", "pdf"), ("paper.docx", "html")])
def test_a_file_is_what_its_bytes_are(name: str, form: str, tmp_path: Path) -> None:
    raw = {"word": word_of(PAPER), "pdf": pdf_of(PAPER, is_ruled=True), "html": html_of(PAPER)}[form]
    (tmp_path / name).write_bytes(raw)
    assert read_document(tmp_path / name).form == form


def test_a_page_without_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(_pdf(_text_but_on_page_2, 3))
    document = read_document(tmp_path / "a.pdf")
    assert [(block.page, block.text) for block in document.blocks] == [(1, "Direction D1"), (3, "Direction D3")]
    assert document.warnings == ("no text in page 2: a picture, from which nothing is read",)


def test_a_pdf_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    (tmp_path / "a.pdf").write_bytes(_pdf(_text, encrypt=StandardEncryption("", "owner", canModify=0)))
    assert [block.text for block in read_document(tmp_path / "a.pdf").blocks] == ["Direction D1"]


def test_macros_are_not_run_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.docm").write_bytes(docx(paragraph("Direction D1"), {"word/vbaProject.bin": b"\xd0\xcf"}))
    document = read_document(tmp_path / "a.docm")
    assert ([block.text for block in document.blocks], document.warnings) == (["Direction D1"], ("macros are not run",))


@pytest.mark.parametrize("case", ["good", "locked PDF", "entities that grow"])
def test_a_system_without_fork_says_the_same(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a.pdf" if case == "good" else _BAD[case][0]
    (tmp_path / name).write_bytes(pdf_of(PAPER, is_ruled=True) if case == "good" else _BAD[case][1]())

    def said() -> object:
        try:
            return read_document(tmp_path / name)
        except InputError as error:
            return [str(problem) for problem in error.problems]

    forked = said()
    monkeypatch.delattr(os, "fork")
    assert said() == forked


@pytest.mark.parametrize(
    "options", [[], ["--draft", "--board", "midlothian"], ["--worksheet", "--board", "midlothian"]]
)
def test_the_command_says_one_line_and_writes_nothing(small_ijb: Run, tmp_path: Path, options: list[str]) -> None:
    for case in ("locked PDF", "scan", "cut Word", "noise", "override in text"):
        name, make = _BAD[case][:2]
        (tmp_path / name).write_bytes(make())
        drafts = ["--drafts", str(tmp_path)] if "--draft" in options else []
        done = small_ijb("read", str(tmp_path / name), *options, *drafts)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert done.stderr.startswith("ijb: ") and done.stderr.count("\n") == 1
        assert f"[{_BAD[case][2]}]" in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_dir() and path.name == "fife"] == []


_READERS = {".html": html, ".md": markdown, ".docx": word, ".pdf": pdf, ".txt": text}


def _changed(name: str) -> st.SearchStrategy[bytes]:
    raw = READABLE[name]
    return st.one_of(mutated(raw), mutated_parts(raw)) if name.endswith(".docx") else mutated(raw)


def _try(name: str, count: int) -> None:
    tried = []

    every = list(HealthCheck)

    @settings(max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=every)
    @given(_changed(name))
    def attempt(raw: bytes) -> None:
        tried.append(raw)
        assert failure_of_ours(_READERS[Path(name).suffix].read, name, raw) == ""

    logging.disable(logging.CRITICAL)
    try:
        attempt()
    finally:
        logging.disable(logging.NOTSET)
    assert len(not_empty(tried)) >= min(count, 20)


@pytest.mark.parametrize("name", READABLE)
def test_no_change_of_a_document_makes_our_code_fail(name: str) -> None:
    _try(name, 25)


@pytest.mark.slow
@pytest.mark.parametrize("name", READABLE)
def test_nor_do_many(name: str) -> None:
    _try(name, 1500)


def test_a_failure_of_ours_would_be_seen() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word, "Package", lambda name, raw: None)
        assert "formats/word/" in failure_of_ours(word.read, "a.docx", word_of(PAPER))
        # It fails here, which is none of the project's code.
        patch.setattr(word, "Package", lambda name, raw: name.no_such)
        assert failure_of_ours(word.read, "a.docx", word_of(PAPER)) == ""
