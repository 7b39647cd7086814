"""The documents are true: what they show runs, what they link to exists, and nothing that can be used is left out."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import generate
import pyoxigraph
import pytest
import servers
from assertions import not_empty
from command_line import run_in_process
from conftest import PROJECT, ROOT
from documents import Block, Session, blocks_of, documents
from ijb_graph.addresses import BASE
from ijb_graph.check.findings import SURENESS
from ijb_graph.check.rules import LEVELS
from ijb_graph.engine import Embedded
from vocabulary import Vocabulary, mentions

# Where documents say that a server takes queries.
SERVER = "http://localhost:7878/query"
_CODE = ("loader", ".ci", "Makefile", "tests", "bench")


def _name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def _is_run(block: Block) -> bool:
    return bool(re.match(r"(console|python( server)?)( slow)?$|\w+ file=\S+$", block.info))


# Those that a new user reads first: what they show is run each time.
_FIRST = (
    *("README.md", "docs/tutorial/first-answer.md", "docs/how-to/accept-a-finding.md"),
    "docs/how-to/use-as-a-library.md",
)


def _sessions() -> list[object]:
    """The documents with something to run, without what takes long; and whole, where they hold such blocks."""
    found: list[object] = []
    for document in documents():
        blocks = list(filter(_is_run, blocks_of(document)))
        if any(not block.info.endswith(" slow") for block in blocks):
            marks = [] if _name(document) in _FIRST else [pytest.mark.slow]
            found.append(pytest.param(document, False, id=_name(document), marks=marks))
        if any(block.info.endswith(" slow") for block in blocks):
            found.append(pytest.param(document, True, id=f"{_name(document)} whole", marks=pytest.mark.slow))
    return found


@contextmanager
def served(project: Path, folder: Path) -> Iterator[str]:
    """A server that holds the graph that was built in the project: where it takes queries."""
    with servers.oxigraph(folder) as server:
        url = server.query
        done = run_in_process("load", "--endpoint", url, "--store", url.replace("/query", "/store"), cwd=project)
        assert done.returncode == 0, done.stderr
        yield url


@pytest.mark.parametrize(("document", "whole"), _sessions())
@pytest.mark.usefixtures("ready")
def test_what_a_document_shows_runs(document: Path, whole: bool, project: Path, tmp_path: Path) -> None:
    session = Session(project)
    for block in filter(_is_run, blocks_of(document)):
        file = block.info.partition(" file=")[2]
        if file:
            (project / file).write_text(block.text, encoding="utf-8")
        elif whole or not block.info.endswith(" slow"):
            run = session.run_python if block.info.startswith("python") else session.run
            with served(project, tmp_path) if " server" in block.info else nullcontext(SERVER) as url:
                run(replace(block, text=block.text.replace(SERVER, url)))


@pytest.mark.parametrize("document", [one for one in documents() if blocks_of(one)], ids=_name)
def test_every_block_is_of_a_known_kind(document: Path, engine: Embedded, publication: Path) -> None:
    for block in not_empty(blocks_of(document)):
        kind = block.info.partition(" ")[0]
        if kind == "sparql":
            assert engine.query(block.text, block.place).rows, block.place
        elif kind in ("turtle", "trig"):
            form = pyoxigraph.RdfFormat.TURTLE if kind == "turtle" else pyoxigraph.RdfFormat.TRIG
            assert list(pyoxigraph.parse(block.text, format=form)), block.place
        elif kind == "json":
            # An object, or some of its members.
            json.loads(block.text if block.text.startswith("{") else f"{{{block.text}}}")
        elif kind == "python":
            # Run with the others of its document.
            compile(block.text, block.place, "exec")
        elif kind == "sql":
            with closing(sqlite3.connect(f"file:{publication / 'registers.sqlite'}?mode=ro", uri=True)) as database:
                assert database.execute(block.text).fetchall(), block.place
        else:
            known = r"text|r|console( slow| not-run: .{10,})?|(text|csv|toml) file=\S+"
            assert re.fullmatch(known, block.info), f"{block.place}: {block.info!r}"


_IN_R = [one for one in documents() if any(block.info == "r" for block in blocks_of(one))]


@pytest.mark.slow
@pytest.mark.parametrize("document", _IN_R, ids=_name)
def test_what_a_document_shows_in_r_runs(document: Path, publication: Path, tmp_path: Path) -> None:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed: apt-get install r-base-core")
    (tmp_path / "open-data").symlink_to(publication)
    for block in (block for block in blocks_of(document) if block.info == "r"):
        subprocess.run([program, "-e", block.text], cwd=tmp_path, check=True)


def test_the_addresses_that_documents_show_exist(engine: Embedded) -> None:
    blocks = [block for document in documents() for block in blocks_of(document) if block.info == "text"]
    addresses = {address for block in blocks for address in re.findall(rf"{BASE}\S+", block.text)}
    assert len(addresses) >= 5
    for address in not_empty(addresses):
        used = f"ASK {{ {{ <{address}> ?p ?o }} UNION {{ GRAPH <{address}> {{ ?s ?p ?o }} }} }}"
        assert engine.query(used, "the documents").truth, address


def test_the_terms_that_documents_name_exist() -> None:
    known = {term.name for term in Vocabulary(PROJECT.ontology).terms}
    # Some are words of schemas, not of the ontology; and a document may show how a term is added.
    known |= mentions((ROOT / "loader" / "ijb_graph" / "records" / "schema_json.py").read_text(encoding="utf-8"))
    blocks = [block for document in documents() for block in blocks_of(document) if "file=ontology/" in block.info]
    known |= {name for block in blocks for name in re.findall(r"^ijb:(\w+)", block.text, re.MULTILINE)}
    named = {name for document in documents() for name in mentions(document.read_text(encoding="utf-8"))}
    assert len(named) > 10
    assert named <= known


def test_every_environment_variable_is_documented() -> None:
    used = set[str]()
    for place in _CODE:
        for path in [ROOT / place] if (ROOT / place).is_file() else (ROOT / place).rglob("*"):
            if path.is_file() and path.suffix in ("", ".py", ".sh"):
                used.update(re.findall(r"\bIJB_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    text = "".join(document.read_text(encoding="utf-8") for document in documents())
    assert len(used) >= 3
    assert sorted(name for name in used if f"`{name}" not in text) == []


def test_every_level_and_basis_status_is_documented() -> None:
    text = (ROOT / "docs" / "explanation" / "rules-and-findings.md").read_text(encoding="utf-8")
    for level, severity in not_empty(LEVELS.items()):
        assert f"| {level.upper()} | `sh:{severity}` |" in text
    for status in not_empty(SURENESS):
        assert f"| `{status}` |" in text


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere(reference: dict[str, str]) -> None:
    texts = {document.relative_to(ROOT): document.read_text(encoding="utf-8") for document in documents()}
    texts |= {(generate.OUTPUT / path).relative_to(ROOT): text for path, text in reference.items()}
    prose = {
        path: re.sub(r"^ *```.*?^ *```$|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)
        for path, text in texts.items()
    }
    targets = [(path, target) for path in prose for target in re.findall(r"\]\(([^)\s]+)\)", prose[path])]
    links = [(path, target) for path, target in targets if not re.match(r"https?://", target)]
    assert len(links) > 1000
    for path, target in not_empty(links):
        file, _, anchor = target.partition("#")
        found = Path(*_resolved((path.parent / file) if file else path))
        assert found in texts or (ROOT / found).exists(), f"{path}: {target}"
        assert not anchor or anchor in _anchors(texts[found]), f"{path}: {target}"


def _resolved(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return parts


# Codespell knows misspelt words, and not which of two spellings is the British one.
_AMERICAN = re.compile(
    r"\b(behavior|catalog|center|color|defense|favor|fulfill|gray|labor|neighbor|(analy|organi|recogni|normali|"
    r"seriali|summari|speciali|optimi|reali|initiali)z(e[ds]?|ing|ation))\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("document", documents(), ids=_name)
def test_a_document_is_in_british_spelling(document: Path) -> None:
    prose = re.sub(r"^ *```.*?^ *```$|`[^`\n]*`|\]\([^)]*\)", "", document.read_text("utf-8"), flags=re.S | re.M)
    assert _AMERICAN.findall(prose) == []
