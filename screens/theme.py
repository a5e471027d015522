"""The app's own themes: light, dark and high contrast, each with one accent colour, and each again
for terminals of 16 colours.

Red and amber mark severities only, and always beside a shape and a word.
"""

from dataclasses import replace

from textual.theme import Theme

DARK = Theme(
    name="somesec-dark",
    primary="#63c7b2",
    accent="#63c7b2",
    warning="#e5b567",
    error="#ff8b8d",
    success="#63c7b2",
    foreground="#d8dee6",
    background="#11161c",
    surface="#11161c",
    panel="#1a212a",
    boost="#1a212a",
    dark=True,
    variables={
        "quiet": "#9ba7b4",
        "line": "#2a3440",
        "field": "#1d2630",
        "cursor-line": "#1c3538",
        "border": "#63c7b2",
        "border-blurred": "#2a3440",
        "footer-background": "#11161c",
        "footer-foreground": "#9ba7b4",
        "footer-description-foreground": "#9ba7b4",
        "footer-key-foreground": "#63c7b2",
        "block-cursor-background": "#1c3538",
        "block-cursor-foreground": "#e9eef3",
        "block-cursor-text-style": "none",
        "input-selection-background": "#63c7b2 35%",
        "button-focus-text-style": "bold",
        "scrollbar": "#2a3440",
        "scrollbar-hover": "#3a4756",
        "scrollbar-active": "#63c7b2",
        "scrollbar-background": "#11161c",
        "scrollbar-background-hover": "#11161c",
        "scrollbar-background-active": "#11161c",
    },
)

LIGHT = Theme(
    name="somesec-light",
    primary="#0b6e5f",
    accent="#0b6e5f",
    warning="#8a5300",
    error="#b3202c",
    success="#0b6e5f",
    foreground="#1d252d",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#f0eee8",
    boost="#f0eee8",
    dark=False,
    variables={
        "quiet": "#5d6873",
        "line": "#dcd8ce",
        "field": "#efece4",
        "cursor-line": "#dcefe9",
        "border": "#0b6e5f",
        "border-blurred": "#dcd8ce",
        "footer-background": "#fbfaf7",
        "footer-foreground": "#5d6873",
        "footer-description-foreground": "#5d6873",
        "footer-key-foreground": "#0b6e5f",
        "block-cursor-background": "#dcefe9",
        "block-cursor-foreground": "#1d252d",
        "block-cursor-text-style": "none",
        "input-selection-background": "#0b6e5f 30%",
        "button-focus-text-style": "bold",
        "scrollbar": "#dcd8ce",
        "scrollbar-hover": "#c4bfb2",
        "scrollbar-active": "#0b6e5f",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-background-hover": "#fbfaf7",
        "scrollbar-background-active": "#fbfaf7",
    },
)

HIGH_CONTRAST = Theme(
    name="somesec-high-contrast",
    primary="#ffff55",
    accent="#ffff55",
    warning="#ffcc66",
    error="#ffaaaa",
    success="#ffff55",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    dark=True,
    text_alpha=1.0,
    variables={
        "quiet": "#ffffff",
        "line": "#ffffff",
        "field": "#1f1f1f",
        "cursor-line": "#2b2b00",
        "border": "#ffff55",
        "border-blurred": "#ffffff",
        "footer-background": "#000000",
        "footer-foreground": "#ffffff",
        "footer-description-foreground": "#ffffff",
        "footer-key-foreground": "#ffff55",
        "block-cursor-background": "#2b2b00",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "scrollbar": "#ffffff",
        "scrollbar-hover": "#ffffff",
        "scrollbar-active": "#ffff55",
        "scrollbar-background": "#000000",
        "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000",
    },
)

THEMES = (DARK, LIGHT, HIGH_CONTRAST)


def _in_few_colours(
    theme: Theme,
    *,
    accent: str,
    warning: str,
    error: str,
    text: str,
    quiet: str,
    ground: str,
    field: str,
    cursor: str,
    bar: str,
) -> Theme:
    """The theme in colours that a terminal of 16 has, so that none is moved to a near one: what is
    told apart by two dark greys would be black on black there."""
    variables = {
        name: bar if "scrollbar" in name and value != theme.background else value
        for name, value in theme.variables.items()
    }
    for value, names in (
        (accent, "border footer-key-foreground scrollbar-active"),
        (text, "block-cursor-foreground"),
        (quiet, "quiet line border-blurred footer-foreground footer-description-foreground"),
        (ground, "footer-background scrollbar-background"),
        (ground, "scrollbar-background-hover scrollbar-background-active"),
        (field, "field"),
        (bar, "input-selection-background"),
        (cursor, "cursor-line block-cursor-background"),
    ):
        variables.update(dict.fromkeys(names.split(), value))
    return replace(
        theme,
        primary=accent,
        accent=accent,
        success=accent,
        warning=warning,
        error=error,
        foreground=text,
        background=ground,
        surface=ground,
        panel=ground,
        boost=ground,
        variables=variables,
    )


_BLACK, _BLUE, _GREY, _SILVER, _WHITE = "#000000", "#0000aa", "#555555", "#aaaaaa", "#ffffff"
THEMES_OF_16_COLOURS = (
    _in_few_colours(
        DARK,
        accent="#55ffff",
        warning="#ffff55",
        error="#ff5555",
        text=_WHITE,
        quiet=_SILVER,
        ground=_BLACK,
        field=_GREY,
        cursor=_BLUE,
        bar=_GREY,
    ),
    _in_few_colours(
        LIGHT,
        accent=_BLUE,
        warning="#aa00aa",
        error="#aa0000",
        text=_BLACK,
        quiet=_GREY,
        ground=_WHITE,
        field=_SILVER,
        cursor="#55ffff",
        bar=_SILVER,
    ),
    _in_few_colours(
        HIGH_CONTRAST,
        accent="#ffff55",
        warning="#ffff55",
        error="#ffff55",
        text=_WHITE,
        quiet=_WHITE,
        ground=_BLACK,
        field=_GREY,
        cursor=_BLUE,
        bar=_GREY,
    ),
)
"""The same by the same names, in the colours of Rich's standard palette."""


THEMES_OF_4_GREYS = tuple(
    _in_few_colours(
        theme,
        accent=text,
        warning=text,
        error=text,
        text=text,
        quiet=quiet,
        ground=ground,
        field=ground,
        cursor=cursor,
        bar=cursor,
    )
    for theme, text, quiet, ground, cursor in (
        (DARK, _WHITE, _SILVER, _BLACK, _GREY),
        (LIGHT, _BLACK, _GREY, _WHITE, _SILVER),
        (HIGH_CONTRAST, _WHITE, _WHITE, _BLACK, _GREY),
    )
)
"""What is left of the 16 where NO_COLOR is set."""


def themes(colours: str | None, *, no_color: bool = False) -> tuple[Theme, ...]:
    """The themes for a terminal, by Rich's name for the colours that it has."""
    if colours != "standard":
        return THEMES
    return THEMES_OF_4_GREYS if no_color else THEMES_OF_16_COLOURS


BY_LOOK = {"dark": DARK, "light": LIGHT, "high-contrast": HIGH_CONTRAST}
"""The themes by the names that a file of settings has for them."""
