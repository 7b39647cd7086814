"""The pictures in a real browser, with the widths of its font: no text leaves its panel or area, or meets another."""

from __future__ import annotations

from pathlib import Path

import pytest
from assertions import not_empty
from test_site_in_browser import look

pytestmark = pytest.mark.slow

# One page with each picture.
PAGES = [
    "picture/oversight.html",
    "picture/ratings.html",
    "id/board/east-lothian.html",
    "id/board/edinburgh.html",
    "id/paper/east-lothian/2019-10-31-directions.html",
    "id/paper/edinburgh/2020-02-04-integration-reviews-update.html",
    "id/direction/east-lothian/2019-20/D11b.html",
]
# What stands outside of its panel, outside of the area that it is written on, or on another text; and how many texts.
MISPLACED = """
  out.misplaced = []; out.texts = 0; out.names = 0;
  const within = (one, x, y, width, height) => one.x >= x - 1 && one.y >= y - 1
    && one.x + one.width <= x + width + 1 && one.y + one.height <= y + height + 1;
  for (const panel of document.querySelectorAll("svg.panel")) {
    const [, , width, height] = panel.getAttribute("viewBox").split(" ").map(Number);
    const texts = [...panel.querySelectorAll("text")].map((one) => [one, one.getBBox()]);
    out.texts += texts.length;
    texts.forEach(([text, box], number) => {
      if (!within(box, 0, 0, width, height)) out.misplaced.push(["panel", text.textContent]);
      const area = text.closest("a, g")?.querySelector("[class^=level-], [class^=chip]")?.getBBox();
      if (area && !within(box, area.x, area.y, area.width, area.height)) out.misplaced.push(["area", text.textContent]);
      for (const [other, there] of texts.slice(number + 1)) {
        const across = Math.min(box.x + box.width, there.x + there.width) - Math.max(box.x, there.x);
        const down = Math.min(box.y + box.height, there.y + there.height) - Math.max(box.y, there.y);
        if (across > 1 && down > 3) out.misplaced.push(["text", text.textContent, other.textContent]);
      }
    });
    for (const link of panel.querySelectorAll("a")) out.names += link.getAttribute("aria-label") ? 1 : 0;
    out.links = document.querySelectorAll("svg.panel a").length;
  }
"""


@pytest.mark.parametrize("path", PAGES)
def test_each_text_stands_in_its_place_and_each_link_has_a_name(publication: Path, tmp_path: Path, path: str) -> None:
    out = look(publication, path, MISPLACED, tmp_path)
    assert out["misplaced"] == []
    assert out["texts"] > 10
    assert out["names"] == out["links"] > 5


def test_a_text_that_is_too_large_is_found(publication: Path, tmp_path: Path) -> None:
    """A mutation: letters half as large again."""
    larger = """
      for (const one of document.querySelectorAll("svg.panel text"))
        one.setAttribute("font-size", 1.5 * one.getAttribute("font-size"));
    """
    out = look(publication, PAGES[0], larger + MISPLACED, tmp_path)
    assert {kind for kind, *_ in not_empty(out["misplaced"])} == {"panel", "area", "text"}


@pytest.mark.parametrize("path", PAGES)
def test_a_picture_makes_no_page_wider_than_a_phone(publication: Path, tmp_path: Path, path: str) -> None:
    # Chromium takes no window that is narrower than 500 pixels.
    script = "out.width = document.documentElement.scrollWidth; out.window = innerWidth"
    out = look(publication, path, script, tmp_path, width=500)
    assert out["width"] <= out["window"]
