"""Text for a detail pane: headings, labelled values and sentences, put together without markup."""

from collections.abc import Sequence

from textual.content import Content

from screens.marks import STYLES, Health
from screens.text import clean, clean_lines, fitted

_LABEL_WIDTH = 22


class Pane:
    """Gathers lines; `content` is what a Static shows."""

    def __init__(self) -> None:
        self._parts: list[Content] = []

    @property
    def content(self) -> Content:
        return Content("\n").join(self._parts)

    def title(self, text: str, note: str = "") -> None:
        """The name of the thing, with a quieter word after it."""
        parts = [Content.styled(clean(text), "bold")]
        if note:
            parts.append(Content.styled(f"   {clean(note)}", STYLES["quiet"]))
        self._parts.append(Content.assemble(*parts))

    def heading(self, text: str) -> None:
        self.gap()
        self._parts.append(Content.styled(clean(text), f"bold {STYLES['accent']}"))

    def value(self, label: str, value: str) -> None:
        """A label and its value."""
        self._parts.append(
            Content.assemble(
                (label.ljust(_LABEL_WIDTH) + "  ", STYLES["quiet"]), (clean_lines(value), "")
            )
        )

    def step(self, number: int, text: str) -> None:
        """One of several things to do, one after the other."""
        self._parts.append(
            Content.assemble((f"{number}  ", STYLES["accent"]), (clean_lines(text), ""))
        )

    def words(self, words: Sequence[str]) -> None:
        """Words that people read to each other."""
        self._parts.append(Content.styled("  ".join(map(clean, words)), "bold"))

    def mark(self, health: Health, text: str) -> None:
        """A sentence with how bad it is, as a shape and a word."""
        self._parts.append(
            Content.assemble((f"{health} ", STYLES.get(health.tone, "")), (clean(text), ""))
        )

    def columns(self, texts: Sequence[str], widths: Sequence[int], style: str = "") -> None:
        """Texts beside each other, each in its width in cells; the last as wide as it is."""
        parts = [fitted(clean(t), width) for t, width in zip(texts, widths, strict=False)]
        parts += map(clean, texts[len(widths) :])
        self._parts.append(Content.styled("  ".join(parts), STYLES.get(style, style)))

    def line(self, text: str, style: str = "") -> None:
        self._parts.append(Content.styled(clean_lines(text), STYLES.get(style, style)))

    def add(self, content: Content) -> None:
        """What is put together already."""
        self._parts.append(content)

    def gap(self) -> None:
        self._parts.append(Content(""))
