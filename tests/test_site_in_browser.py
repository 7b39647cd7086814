"""The site in a real browser, from a disk: search, lists that narrow, an address that can be sent; no errors."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from assertions import not_empty
from test_findings_in_browser import browse

pytestmark = pytest.mark.slow

TYPE = """
  const type = (field, text) => { field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })) };
  const links = () => [...document.querySelectorAll("#results a")].map((one) => [one.textContent, one.href]);
  const visible = (row) => row.checkVisibility();
  const rows = () => [...document.querySelectorAll("table.listed tbody tr")].filter(visible).length;
  await new Promise((done) => addEventListener("load", done));
"""


def look(publication: Path, path: str, script: str, folder: Path, address: str = "", width: int = 1200) -> Any:
    """What a script finds on a page of the published site, whose scripts are read from the disk."""
    page = (publication / path).read_text(encoding="utf-8")
    base = (publication / path).parent.as_uri()
    return browse(page.replace("<head>", f'<head><base href="{base}/">', 1), TYPE + script, folder, address, width)


def test_search_finds_by_code_name_and_words_of_the_summary(publication: Path, tmp_path: Path) -> None:
    script = """
      const field = document.getElementById("q");
      out.offered = !field.form.hidden;
      const start = performance.now();
      type(field, "D11b"); out.code = links();
      type(field, "nhs LOTHIAN"); out.name = links();
      type(field, "delayed discharges avoidable"); out.summary = links();
      type(field, "zzzz"); out.none = document.getElementById("results").textContent;
      type(field, ""); out.hidden = document.getElementById("results").hidden;
      out.took = performance.now() - start;
    """
    out = look(publication, "index.html", script, tmp_path)
    assert out["offered"] is True
    assert any(name.startswith("D11b") and address.endswith("2019-20/D11b.html") for name, address in out["code"])
    assert [name for name, _ in out["name"]][:1] == ["NHS Lothian"]
    assert any(address.endswith("2019-20/D11b.html") for _, address in out["summary"])
    assert out["none"] == "0 found"
    assert out["hidden"] is True
    assert out["took"] < 2000


def test_a_list_narrows_and_its_address_keeps_the_words(publication: Path, tmp_path: Path) -> None:
    path = "list/direction.html"
    script = """
      const field = document.getElementById("narrow");
      out.all = rows(); type(field, "midlothian"); out.some = rows();
      out.status = document.querySelector("form.narrow [role=status]").textContent;
    """
    out = look(publication, path, script, tmp_path)
    assert 0 < out["some"] < out["all"]
    assert out["status"] == f"{out['some']} of {out['all']}"
    sent = look(publication, path, "out.some = rows()", tmp_path, "?words=midlothian")
    assert sent["some"] == out["some"]


CHOICES = """
  const selects = [...document.querySelectorAll("form.narrow select")];
  const choice = (heading) => selects.find((one) => one.labels[0].textContent.startsWith(heading));
  const choose = (heading, value) => { const one = choice(heading); one.value = value;
    one.dispatchEvent(new Event("input", { bubbles: true })) };
  const told = (heading) => Object.fromEntries([...choice(heading).options].map((one) =>
    [one.value, Number(one.textContent.match(/\\((\\d+)\\)$/)[1])]));
"""


def test_a_list_is_narrowed_by_its_columns_and_tells_how_many_each_value_has(publication: Path, tmp_path: Path) -> None:
    """The counts are those of a count by hand, follow what else is chosen, and the address keeps the choice."""
    path = "list/direction.html"
    with (publication / "list/direction.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    nobody = [one for one in listed if one["overseen_by"] == "nobody"]
    script = """
      out.all = told("Overseen by"); out.periods = told("Period");
      choose("Overseen by", "nobody"); out.rows = rows(); out.left = told("Period"); out.kept = told("Overseen by");
    """
    out = look(publication, path, CHOICES + script, tmp_path)
    assert out["all"]["nobody"] == out["rows"] == len(not_empty(nobody))
    assert out["all"][""] == len(listed)
    assert out["periods"]["2019-20"] == sum(one["period"] == "2019-20" for one in listed)
    assert out["left"]["2019-20"] == sum(one["period"] == "2019-20" for one in nobody)
    assert out["kept"] == out["all"]
    sent = look(publication, path, "out.rows = rows()", tmp_path, "?Overseen+by=nobody")
    assert sent["rows"] == len(nobody)


def test_who_has_several_values_is_found_by_each(publication: Path, tmp_path: Path) -> None:
    with (publication / "list/direction.csv").open(encoding="utf-8-sig", newline="") as file:
        both = next(row for row in csv.DictReader(file) if row["addressed_to"].count("; ") == 1)
    for one in not_empty(both["addressed_to"].split("; ")):
        script = f"choose('Addressed to', {json.dumps(one)}); out.text = document.querySelector('tbody').innerText"
        assert both["name"] in look(publication, "list/direction.html", CHOICES + script, tmp_path)["text"]


def test_the_words_of_a_stranger_find_the_question_and_the_law(publication: Path, tmp_path: Path) -> None:
    script = """
      const field = document.getElementById("q");
      for (const words of ["nobody watches", "section 26", "oversight"]) { type(field, words); out[words] = links() }
    """
    out = look(publication, "index.html", script, tmp_path)
    assert any("ask/directions-lacking-oversight" in address for _, address in out["nobody watches"])
    assert any("/shape/" in address for _, address in out["section 26"])
    # What the vocabulary calls just so comes after what is told of it.
    places = [address for _, address in out["oversight"]]
    assert "ask/" in places[0] or "id/" in places[0] or "picture/" in places[0] or "shape/" in places[0]


def test_a_column_sorts_its_table_and_numbers_as_numbers(publication: Path, tmp_path: Path) -> None:
    script = """
      const heads = [...document.querySelectorAll("table.listed thead th")];
      const column = heads.findIndex((one) => one.textContent === "Group budget k");
      const body = document.querySelector("table.listed").tBodies[0];
      const values = () => [...body.rows].map((row) => row.cells[column].textContent);
      out.states = []; out.values = [];
      for (let turn = 0; turn < 4; turn++) {
        out.states.push(heads[column].ariaSort); out.values.push(values());
        heads[column].querySelector("button").click();
      }
    """
    out = look(publication, "ask/directions.html", script, tmp_path)
    assert out["states"] == ["none", "descending", "ascending", "none"]
    as_it_is, down, up, again = out["values"]
    assert as_it_is == again != up
    known, none = [float(one) for one in as_it_is if one], [""] * as_it_is.count("")
    assert not_empty(none)
    assert [*map(float, filter(None, up))] == sorted(known)
    assert [*map(float, filter(None, down))] == sorted(known, reverse=True)
    assert up[-len(none) :] == down[-len(none) :] == none


@pytest.mark.parametrize("path", ["index.html", "id/direction/east-lothian/2019-20/D11b.html", "ask/directions.html"])
def test_nothing_is_wider_than_a_phone_but_tables_that_scroll(publication: Path, tmp_path: Path, path: str) -> None:
    # Chromium takes no window that is narrower than 500 pixels.
    out = look(
        publication,
        path,
        "out.width = document.documentElement.scrollWidth; out.window = innerWidth",
        tmp_path,
        width=500,
    )
    assert out["width"] <= out["window"]
