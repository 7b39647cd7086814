"""Text that would deceive a reader, a terminal or a spreadsheet is found, and shown harmlessly; other text stays."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ijb_graph.text_safety import deceptive, for_spreadsheet, for_terminal, hidden_character, personal_contact


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Care\u202eHome", "U+202E RIGHT-TO-LEFT OVERRIDE (character 5)"),
        ("\u200bCare", "U+200B ZERO WIDTH SPACE (character 1)"),
        ("Ca\u00adre", "U+00AD SOFT HYPHEN (character 3)"),
        ("a\x1b[2J", "U+001B ESCAPE (character 2)"),
        ("a\u2028b", "U+2028 LINE SEPARATOR (character 2)"),
        ("a\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A (character 2)"),
        ("Bòrd-slàinte – “Care” ½ £1,200\u00a0k ✓ 😀 \u2009", ""),
    ],
)
def test_hidden_characters_are_named(text: str, found: str) -> None:
    assert hidden_character(text) == found


def test_every_character_of_a_hidden_category_is_found_and_escaped() -> None:
    """The quick test before the slow one lets none through."""
    hidden = 0
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            hidden += 1
            assert hidden_character(f"a{character}"), f"U+{code:04X}"
            assert (for_terminal(character) == character) is (character in "\n\t")
    assert hidden > 100


def test_normal_form() -> None:
    assert deceptive("café") is None
    assert deceptive("cafe\u0301") == ("text in Unicode's normal form C", "Write 'café': it looks the same.")
    # What only looks alike stays as it is printed: a ligature, a square metre.
    assert deceptive("of\ufb01ce, 20 m\u00b2") is None


def unguarded(cell: str) -> str:
    """The text of a cell that ``for_spreadsheet`` wrote."""
    return cell[1:] if cell and for_spreadsheet(cell[1:]) == cell else cell


def test_what_a_terminal_would_act_on_is_written_out() -> None:
    assert for_terminal("\x1b]0;title\x07\nnext\tone") == "\\u001b]0;title\\u0007\nnext\tone"
    assert for_terminal("Bòrd ✓ £") == "Bòrd ✓ £"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "+44"),
        ("-5", "-5"),
        ("-2.5e3", "-2.5e3"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'=already", "''=already"),
        ("'quoted'", "'quoted'"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_formula_is_guarded(cell: str, written: str) -> None:
    assert for_spreadsheet(cell) == written
    assert unguarded(written) == cell


@given(st.text(alphabet="'=+-@\t\r1a ", max_size=6))
def test_the_guard_can_be_undone(cell: str) -> None:
    assert unguarded(for_spreadsheet(cell)) == cell


@pytest.mark.parametrize(
    ("text", "is_address"),
    [
        ("write to a.b+c@example.org", True),
        ("<a_b@x-y.co.uk>", True),
        ("ö@bòrd.scot", True),
        ("a@b", False),
        ("@example.org", False),
        ("a@ example.org", False),
        ("3 @ £4.50 each", False),
        ("a@.org", False),
        ("a@b.", False),
    ],
)
def test_an_e_mail_address_is_found(text: str, is_address: bool) -> None:
    assert (personal_contact(text) is not None) is is_address


def _seconds(text: str) -> float:
    """The least time that the search takes in several tries."""

    def one() -> float:
        start = time.perf_counter()
        assert personal_contact(text) is None
        return time.perf_counter() - start

    return min(one() for _ in range(5))


@pytest.mark.parametrize(
    "run", [lambda n: "a" * n, lambda n: "a@" + "b" * n, lambda n: "a@" * n], ids=["no sign", "one sign", "many signs"]
)
def test_a_long_word_is_searched_in_a_time_that_grows_with_its_length(run: Callable[[int], str]) -> None:
    """Sixteen times as long takes 16 times as long, and not 256 times."""
    assert _seconds(run(32_000)) < 64 * _seconds(run(2_000))
