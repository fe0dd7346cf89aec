"""Text has 7:1, other marks 4.5:1, in light and dark, for every theme a tenant may choose."""

import pytest

from tests.rules.web.contrast import luminances, ratio

STATES = ("met", "soon", "overdue", "blocked")
GROUNDS = ("ground", "surface", "raised")
TEXT = [(text, ground) for text in ("ink", "muted", "accent") for ground in GROUNDS]
TEXT += [("accent", "wash"), ("ink", "wash"), ("ink", "mark"), ("accent-ink", "accent"), ("ground", "ink")]
TEXT += [(state, f"{state}-wash") for state in STATES] + [("ink", f"{state}-wash") for state in STATES]
TEXT += [(state, ground) for state in STATES for ground in GROUNDS]
MARKS = [("edge", ground) for ground in GROUNDS] + [("seal", ground) for ground in GROUNDS]

# The platform's blue, then a green, a red and a violet; the extremes of the allowed chroma.
THEMES = [(255, 0.14), (150, 0.14), (25, 0.14), (300, 0.14), (255, 0.0), (95, 0.16)]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("hue", "chroma"), THEMES)
def test_every_theme_keeps_its_text_readable(mode: str, hue: float, chroma: float) -> None:
    tokens = luminances(mode, "oklch", hue, chroma)
    low = {pair: round(ratio(tokens[pair[0]], tokens[pair[1]]), 2) for pair in TEXT}
    assert {pair: value for pair, value in low.items() if value < 7} == {}
    marks = {pair: round(ratio(tokens[pair[0]], tokens[pair[1]]), 2) for pair in MARKS}
    assert {pair: value for pair, value in marks.items() if value < 4.5} == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_browsers_without_oklch_get_the_same_contrast(mode: str) -> None:
    tokens = luminances(mode, "hex")
    text = {pair: round(ratio(tokens[pair[0]], tokens[pair[1]]), 2) for pair in TEXT}
    assert {pair: value for pair, value in text.items() if value < 7} == {}
    marks = {pair: round(ratio(tokens[pair[0]], tokens[pair[1]]), 2) for pair in MARKS}
    assert {pair: value for pair, value in marks.items() if value < 4.5} == {}
    paper = ratio(tokens["paper"], tokens["paper-ink"]), ratio(tokens["paper"], tokens["paper-seal"])
    assert min(paper) >= 4.5


def test_the_formula_agrees_with_known_values() -> None:
    tokens = luminances("light", "hex")
    assert ratio(0.0, 1.0) == 21
    assert tokens["ground"] == 1
