"""One made-up paper in every format, and the pieces of a Word file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

__all__ = ["PAPER", "Part", "docx", "html_of", "markdown_of", "paragraph", "pdf_of", "table", "word_of"]

# What a paper says: a heading is a text with #, a paragraph a text, an item of a list a text with *, a table rows.
Part = str | list[list[str]]

PAPER: list[Part] = [
    "# Directions for the year 2031-32",
    "The board is asked to note the progress of its directions, and to agree the three new ones that are set out "
    "in the table below, each with its lead and the day that it is due.",
    "* Homes near the people who need them",
    "* Care in the evening and at night",
    [
        ["Code", "Direction", "Progress", "Lead", "By"],
        ["D1a", "Open a day centre in Nairnton", "✓", "Ada Muir", "31 May 2031"],
        ["D1b", "Move nine beds to the town", "", "Head of Community Care", "June 2031"],
        ["D2", "Ask carers what they need & report £1,250k", "✓", "Ewan Orr", ""],
    ],
    "# Next steps",
    "A report comes to the meeting of 4 September 2031.",
]

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACES = (
    f'{_WORD} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:r="{_OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MAIN}.numbering+xml"/></Types>'
)
_STYLES = (
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Under"><w:name w:val="Under"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
)
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1.%2"/></w:lvl><w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/>'
    '<w:lvlText w:val="(%3)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/>'
    '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of Word; ``text`` is put in as XML where it begins with ``<``."""
    runs = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table of Word; a cell is put in as XML where it begins with ``<``."""
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>"
            + "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row)
            + "</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


def docx(body: str, parts: Mapping[str, bytes | str] | None = None, related: Mapping[str, str] | None = None) -> bytes:
    """A Word file; ``parts`` are further parts by name, ``related`` the kind of each that the body names."""
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (target, kind) in enumerate(
            {"styles.xml": "styles", "numbering.xml": "numbering", **(related or {})}.items()
        )
    )
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        "word/styles.xml": f"<w:styles {_WORD}>{_STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_WORD}>{_NUMBERING}</w:numbering>",
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
    }
    for name, content in (parts or {}).items():
        files[name] = content.replace("SPACES", _SPACES) if isinstance(content, str) else content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def word_of(parts: Iterable[Part]) -> bytes:
    """A paper as Word."""
    body = ""
    for part in parts:
        if not isinstance(part, str):
            body += table(part)
        elif part.startswith("# "):
            body += paragraph(part[2:], '<w:pStyle w:val="H1"/>')
        elif part.startswith("* "):
            body += paragraph(part[2:], '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>')
        else:
            body += paragraph(part)
    return docx(body)


def html_of(parts: Iterable[Part]) -> bytes:
    """A paper as HTML."""
    body = ""
    for part in parts:
        if not isinstance(part, str):
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part)
            body += "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>\n"
        elif part.startswith("# "):
            body += f"<h1>{escape(part[2:])}</h1>\n"
        elif part.startswith("* "):
            body += f"<ul><li>{escape(part[2:])}</li></ul>\n"
        else:
            body += f"<p>{escape(part)}</p>\n"
    return f"<!doctype html>\n<title>Not shown</title><body>\n{body}</body>\n".encode()


def markdown_of(parts: Iterable[Part]) -> bytes:
    """A paper as Markdown."""
    text = ""
    for part in parts:
        if not isinstance(part, str):
            rows = [f"| {' | '.join(row)} |" for row in part]
            text += "\n".join([rows[0], f"|{'---|' * len(part[0])}", *rows[1:]]) + "\n\n"
        else:
            text += f"{part}\n" if part.startswith("* ") else f"{part}\n\n"
            text = text.replace("night\n", "night\n\n")
    return text.encode()


def pdf_of(parts: Iterable[Part], is_ruled: bool, widths: Sequence[float] = (60, 160, 90, 130, 90)) -> bytes:
    """A paper as PDF, its tables with lines around their cells or without; ``widths`` in points, all alike for none."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

    styles = getSampleStyleSheet()
    # The standard fonts of PDF have no tick but that of ZapfDingbats.
    tick = '<font name="ZapfDingbats">\u2713</font>'

    def shown(text: str, style: str) -> Paragraph:
        return Paragraph(escape(text).replace("✓", tick), styles[style])

    flow: list[Flowable] = []
    for part in parts:
        if not isinstance(part, str):
            cells = [[shown(cell, "BodyText") for cell in row] for row in part]
            style = [("VALIGN", (0, 0), (-1, -1), "TOP")]
            grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if is_ruled else []
            sizes = widths or [440 / len(part[0])] * len(part[0])
            flow += [Table(cells, colWidths=sizes, repeatRows=1, style=[*grid, *style]), Spacer(1, 12)]
        elif part.startswith("# "):
            flow.append(shown(part[2:], "Heading1"))
        elif part.startswith("* "):
            flow.append(shown(f"• {part[2:]}", "BodyText"))
        else:
            flow.append(shown(part, "BodyText"))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(flow)
    return out.getvalue()
