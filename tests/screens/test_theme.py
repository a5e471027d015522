"""The themes' colours can be told apart by people with weak sight: WCAG 2.2, contrast (minimum) and
non-text contrast, https://www.w3.org/TR/WCAG22/#contrast-minimum."""

import pytest
from rich._palettes import STANDARD_PALETTE
from textual.color import Color
from textual.theme import Theme

from screens.theme import (
    HIGH_CONTRAST,
    THEMES,
    THEMES_OF_4_GREYS,
    THEMES_OF_16_COLOURS,
    themes,
)

LARGE, TEXT, ENHANCED = 3.0, 4.5, 7.0
GROUNDS = ("background", "panel", "field", "cursor-line", "block-cursor-background")
TONES = ("foreground", "accent", "warning", "error", "quiet")

each_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)


def colour(theme: Theme, name: str) -> Color:
    value = theme.variables.get(name) or getattr(theme, name)
    return Color.parse(value)


def luminance(colour: Color) -> float:
    """The relative luminance that WCAG defines."""
    parts = [part / 255 for part in colour.rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#767676"), Color.parse("#ffffff")) == pytest.approx(4.54, abs=0.01)


@each_theme
def test_every_tone_can_be_read_on_every_ground(theme: Theme) -> None:
    least = ENHANCED if theme is HIGH_CONTRAST else TEXT
    weak = {
        (tone, ground): round(contrast(colour(theme, tone), colour(theme, ground)), 2)
        for tone in TONES
        for ground in GROUNDS
        if contrast(colour(theme, tone), colour(theme, ground)) < least
    }
    assert weak == {}


@pytest.mark.parametrize("theme", [*THEMES_OF_16_COLOURS, *THEMES_OF_4_GREYS])
def test_on_16_colours_nothing_is_moved_to_a_near_colour_and_fields_and_rows_are_seen(
    theme: Theme,
) -> None:
    palette = {color.hex for color in (STANDARD_PALETTE[n] for n in range(16))}
    used = {colour(theme, name).hex.lower() for name in (*GROUNDS, *TONES, "line", "scrollbar")}
    assert used <= palette
    ground = colour(theme, "background")
    selected = colour(theme, "input-selection-background")
    assert contrast(colour(theme, "foreground"), selected) >= TEXT
    assert ground != colour(theme, "cursor-line")
    assert (ground == colour(theme, "field")) == (theme in THEMES_OF_4_GREYS)
    for tone in TONES:
        assert contrast(colour(theme, tone), ground) >= TEXT
        assert contrast(colour(theme, tone), colour(theme, "cursor-line")) >= LARGE


def test_a_terminal_of_16_colours_gets_the_themes_made_for_it() -> None:
    assert themes("standard") == THEMES_OF_16_COLOURS
    assert themes("standard", no_color=True) == THEMES_OF_4_GREYS
    assert themes("truecolor") == themes("256") == themes(None) == THEMES
    assert [theme.name for theme in THEMES_OF_16_COLOURS] == [theme.name for theme in THEMES]


@each_theme
def test_the_keys_below_can_be_read(theme: Theme) -> None:
    ground = colour(theme, "footer-background")
    for name in ("footer-key-foreground", "footer-description-foreground"):
        assert contrast(colour(theme, name), ground) >= TEXT
