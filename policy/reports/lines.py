"""Lines for a terminal, wrapped to its width."""

from textwrap import wrap

_NARROWEST = 40


class Lines:
    """Lines as they are written. Colour only adds to what the words say."""

    def __init__(self, width: int, colour: bool) -> None:
        self._width = max(width, _NARROWEST)
        self._colour = colour
        self._lines: list[str] = []

    def line(self, text: str, *, indent: int = 0, hang: int | None = None, style: str = "") -> None:
        """Adds a text that is already harmless; further lines of it begin `hang` columns in."""
        further = indent if hang is None else hang
        for line in wrap(
            text,
            self._width,
            initial_indent=" " * indent,
            subsequent_indent=" " * further,
            break_on_hyphens=False,
        ):
            self._lines.append(f"\x1b[{style}m{line}\x1b[0m" if self._colour and style else line)

    def line_as_it_is(self, text: str) -> None:
        """Adds a line that was cut to the width before."""
        self._lines.append(text)

    def gap(self) -> None:
        self._lines.append("")

    def text(self) -> str:
        """All of them, each with a line end."""
        return "\n".join(self._lines) + "\n"
