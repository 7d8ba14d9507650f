"""axe finds nothing critical or serious in any view: light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import pytest
from chrome import Visit
from views import still, walk

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SCREENS = {"desktop": (1280, 800), "phone": (390, 844)}
GRAVE = ("critical", "serious")
Open = Any

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours."""

_RUN = """async (rules) => {
  const only = rules && { runOnly: { type: "rule", values: rules } };
  const found = await axe.run(document, { resultTypes: ["violations"], ...only });
  return found.violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => ({ id, impact, help, where: node.target.join(" "), html: node.html.slice(0, 200),
      why: (node.any[0] ?? node.all[0] ?? node.none[0])?.message })));
}"""


def faults(visit: Visit, rules: Sequence[str] = ()) -> list[dict[str, str]]:
    """What axe finds in the page as it is now, by these rules or by all. The page does not load axe: its policy
    stands."""
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(AXE)
    return [one for one in visit.page.evaluate(_RUN, list(rules) or None) if one["impact"] in GRAVE]


def test_axe_finds_what_is_wrong(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    assert faults(visit) == []
    visit.page.evaluate(
        """() => {
          const pale = document.createElement("p");
          pale.append("Hardly to be read.");
          pale.style.color = "#ddd";
          document.querySelector(".welcome").append(pale, document.createElement("button"));
        }"""
    )
    assert {one["id"] for one in faults(visit)} == {"button-name", "color-contrast"}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_view_has_a_grave_fault(sample: str, open_page: Open, screen: str) -> None:
    """Each view by every rule in light colours, and in dark ones by those rules that look at them."""
    visit = open_page(sample, *SCREENS[screen], color_scheme="light", reduced_motion="reduce")
    found = {}
    for view in walk(visit, unclear="Which?"):
        for scheme, rules in (("light", ()), ("dark", COLOURS)):
            visit.page.emulate_media(color_scheme=scheme)
            still(visit.page)
            if grave := faults(visit, rules):
                found[view, scheme] = grave
        visit.page.emulate_media(color_scheme="light")
        assert visit.overflow() <= 0, view
    assert found == {}
