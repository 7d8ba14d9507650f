"""Contrast by WCAG 2.2: at least 4.5 to 1 for text (1.4.3), 3 to 1 for the edges of controls (1.4.11)."""

from __future__ import annotations

import re

import pytest

from onrecord.ui.page import STATIC

TOKENS = {
    name: {"light": light, "dark": dark or light}
    for name, light, dark in re.findall(
        r"--([a-z-]+): (?:light-dark\()?(#[0-9a-f]{6})(?:, (#[0-9a-f]{6})\))?;", (STATIC / "style.css").read_text()
    )
}
TEXT = [
    *((text, ground) for text in ("ink", "quiet", "accent") for ground in ("paper", "raised")),
    *(("ink", ground) for ground in ("marker", "marker-strong", "shade")),
    ("on-accent", "accent-fill"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    """Luminances 1 and 0: (1 + 0.05) / (0 + 0.05) = 21."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str, scheme: str) -> None:
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
@pytest.mark.parametrize("edge", ["edge", "accent"])
def test_edges_can_be_seen(edge: str, ground: str, scheme: str) -> None:
    assert contrast(TOKENS[edge][scheme], TOKENS[ground][scheme]) >= 3
