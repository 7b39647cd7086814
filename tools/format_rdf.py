"""Lay out Turtle, TriG and SPARQL files: 120 columns, indented by two, prefixes in order. Comments stay.

Formatters that parse and write again lose comments, or put a whole shape on one line. This one moves nothing but white
space, prefix lines and the line ends of comments; what stands between quotation marks is never touched, so a line that
is one long literal stays long. ``--check`` changes nothing and names each file that would change.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["laid_out", "main"]

WIDTH = 120
STEP = 2
SUFFIXES = (".ttl", ".trig", ".rq")

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"(?:\^\^\S*[\w>]|@[\w-]+)?'
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n]*|\n|[^\S\n]+|[{}\[\]();,]|\.(?=\s|$)|(?:[^\s{}\[\]();,\"#<.]|\.(?!\s|$))+|."
)
_PREFIX = re.compile(r"\s*@?(?:base\b.*|prefix\s+(\S*?):.*)", re.IGNORECASE)
# Where a long line of SPARQL may be broken, beside the ends of its statements.
_KEYWORD = re.compile(r"UNION|OPTIONAL|FILTER|BIND|GRAPH|VALUES|WHERE|GROUP|ORDER|SELECT|MINUS", re.IGNORECASE)


@dataclass
class _Word:
    """What stands between white space, with the depth of brackets that it begins in, and how well a line breaks there.

    ``rank`` is 0 for the end of a statement, 1 for the next property of a subject, 2 for its next value or a keyword,
    3 for anything else. ``indent`` is where it would stand then, in columns to the right of its statement.
    """

    text: str
    depth: int
    rank: int
    indent: int


def _logical_lines(text: str) -> Iterator[list[str]]:
    """The tokens of each line, without its end; a literal of several lines belongs to the line it begins on."""
    line: list[str] = []
    for found in _TOKEN.finditer(text):
        if found[0] == "\n":
            yield line
            line = []
        else:
            line.append(found[0])
    if line:
        yield line


def _words(tokens: list[str], sparql: bool) -> list[_Word]:
    words: list[_Word] = []
    depth, before, is_new = 0, "", True
    for token in tokens:
        if token.isspace():
            is_new = True
            continue
        depth -= token in "}])"
        if is_new:
            rank, indent = {".": (0, 0), ";": (1, 1), ",": (2, 2)}.get(before, (3, 1))
            if sparql and rank == 3 and _KEYWORD.fullmatch(token):
                rank, indent = 2, int(before == "}")
            words.append(_Word(token, depth, rank, (max(depth, 0) + indent) * STEP))
        else:
            words[-1].text += token
        depth += token in "{[("
        before, is_new = token, False
    return words


def _cut(words: list[_Word], room: int) -> int:
    """Before which word a line that is too long is best broken; 0 where it cannot be."""
    choices: list[tuple[int, int, int]] = []
    length = 0
    for number, word in enumerate(words):
        if choices and length - 1 > room:
            break
        # Not so early that hardly anything stands on the line, nor before a mark that ends something.
        if length > room // 4 and word.text[0] not in ";,.})]":
            choices.append((2 * max(word.depth, 0) + word.rank, word.rank, -number))
        length += len(word.text) + 1
    return -min(choices)[2] if choices else 0


def _broken(tokens: list[str], indent: int, origin: int, sparql: bool) -> Iterator[str]:
    """A line that is too long, in lines that are not; ``origin`` is the column where its statement begins."""
    words = _words(tokens, sparql)
    while words:
        line = " " * indent + " ".join(word.text for word in words)
        place = _cut(words, WIDTH - indent) if len(line) > WIDTH else 0
        if not place:
            yield line
            return
        yield " " * indent + " ".join(word.text for word in words[:place])
        words = words[place:]
        indent = origin + words[0].indent


def _sorted_prefixes(text: str) -> str:
    """The text with its first run of prefix lines in the order of their names; the empty name is last."""
    lines = text.split("\n")
    start = next((place for place, line in enumerate(lines) if _PREFIX.fullmatch(line)), 0)
    end = next((place for place in range(start, len(lines)) if not _PREFIX.fullmatch(lines[place])), len(lines))

    def name(line: str) -> tuple[bool, str]:
        found = _PREFIX.fullmatch(line)
        assert found
        return (found[1] == "", found[1] or "")

    return "\n".join((*lines[:start], *sorted(lines[start:end], key=name), *lines[end:]))


def laid_out(text: str, sparql: bool) -> str:
    """The text of a file in the project's layout; a text that has it comes back as it was."""
    lines: list[str] = []
    origin, before = 0, ""
    for tokens in _logical_lines(text):
        indent = len(tokens[0].expandtabs(STEP)) if tokens and tokens[0].isspace() else 0
        if indent % STEP:
            # One space too many; but what goes on with a statement stays to the right of its beginning.
            indent = max(indent - 1, origin + STEP if before in (";", ",") else 0)
        line = re.sub(r"\s+$", "", "".join(tokens[1:] if tokens and tokens[0].isspace() else tokens))
        words = [token for token in tokens if not token.isspace()]
        if not words:
            lines.append("")
            continue
        if before not in (";", ","):
            origin = indent
        if indent + len(line) <= WIDTH or "\n" in line:
            lines.append(" " * indent + line)
        elif words[0].startswith("#"):
            start = " " * indent + "# "
            lines += textwrap.wrap(
                line[1:].strip(), WIDTH, initial_indent=start, subsequent_indent=start, break_long_words=False
            )
            continue
        else:
            lines += _broken(tokens, indent, origin, sparql)
        before = words[-1]
    return _sorted_prefixes("\n".join(lines).strip("\n") + "\n")


def _files(names: list[Path]) -> list[Path]:
    """The files that are named, or all that git knows."""
    if names:
        return [path for path in names if path.suffix in SUFFIXES]
    known = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout.split("\0")
    return [path for path in map(Path, known) if path.suffix in SUFFIXES and path.is_file()]


def main(arguments: list[str] | None = None) -> int:
    """Lay out the files; 1 where ``--check`` finds one that is not laid out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, name the files that would change")
    parser.add_argument("files", nargs="*", type=Path, help="[default: every file that git knows]")
    given = parser.parse_args(arguments)
    changed = 0
    for path in _files(given.files):
        text = path.read_text(encoding="utf-8")
        better = laid_out(text, sparql=path.suffix == ".rq")
        if better != text:
            changed += 1
            print(path)
            if not given.check:
                path.write_text(better, encoding="utf-8", newline="\n")
    return 1 if changed and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
