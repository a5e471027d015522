"""Text for a detail pane: headings, labelled values and sentences, put together without markup."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content

from screens.marks import STYLES, Health
from screens.text import clean, clean_lines, fitted
from somesec.register.labels import LISTS, shown

_GAP = 2
_LABEL_LEAST, _LABEL_MOST = 16, 22
"""Labels take what the longest of them needs, within these cells, so that values stay where they
are from one record to the next."""
_VALUE_LEAST = 12
"""A value with less room beside its label, or less than its longest word, stands below it."""
_AMPLE = 1000


class Laid(Content):
    """What a pane has, on lines that the widget wraps; `within` lays it out for a width."""

    def __init__(self, lay_out: Callable[[int], Content]) -> None:
        plain = lay_out(_AMPLE)
        super().__init__(plain.plain, list(plain.spans))
        self.within = lay_out


class Pane:
    """Gathers lines; `content` is what a Static shows. `labels` are the cells that labels take at
    least."""

    def __init__(self, labels: int = _LABEL_LEAST) -> None:
        # What each part is within so many cells.
        self._parts: list[Callable[[int], Content]] = []
        self._label_width = labels
        # By their number, the cells that columns need.
        self._needed: dict[int, list[int]] = {}

    @property
    def content(self) -> Laid:
        parts = tuple(self._parts)
        return Laid(lambda width: Content("\n").join(part(width) for part in parts))

    def title(self, text: str, note: str = "") -> None:
        """The name of the thing, with a quieter word after it."""
        parts = [Content.styled(clean(text), "bold")]
        if note:
            parts.append(Content.styled(f"   {clean(note)}", STYLES["quiet"]))
        self.add(Content.assemble(*parts))

    def heading(self, text: str) -> None:
        self.gap()
        self.add(Content.styled(clean(text), f"bold {STYLES['accent']}"))

    def value(self, label: str, value: str) -> None:
        """A label and its value, which goes on below itself."""
        self._label_width = max(self._label_width, min(_LABEL_MOST, cell_len(label)))
        said = Content(clean_lines(value))

        def lay_out(width: int) -> Content:
            room = max(self._label_width, cell_len(label)) + _GAP
            named = Content.styled(label + " " * (room - cell_len(label)), STYLES["quiet"])
            longest = max(map(cell_len, said.plain.split()), default=0)
            if width - room < max(_VALUE_LEAST, min(longest, width - _GAP)):
                return Content("\n").join(
                    [named, hung(Content(" " * _GAP), said, width - _GAP, _GAP)]
                )
            return hung(named, said, width - room, room)

        self._parts.append(lay_out)

    def field(self, name: str, label: str, value: str) -> None:
        """A record's field by its name: several values stand one a line."""
        self.value(label, shown(name, value.replace(";", "\n") if name in LISTS else value))

    def step(self, number: int, text: str) -> None:
        """One of several things to do, one after the other."""
        lead = Content.styled(f"{number}  ", STYLES["accent"])
        said = Content(clean_lines(text))
        room = lead.cell_length
        self._parts.append(lambda width: hung(lead, said, width - room, room))

    def words(self, words: Sequence[str]) -> None:
        """Words that people read to each other."""
        self.add(Content.styled("  ".join(map(clean, words)), "bold"))

    def mark(self, health: Health, text: str) -> None:
        """A sentence with how bad it is, as a shape and a word; it goes on below the word."""
        tone = STYLES.get(health.tone, "")
        lead = Content.styled(f"{health.shape} ", tone)
        said = Content.assemble((f"{health.word} ", tone), clean(text))
        self._parts.append(lambda width: hung(lead, said, width - _GAP, _GAP))

    def hint(self, text: str) -> None:
        """What to do about what was marked, quieter and below its word."""
        said = Content.styled(clean(text), STYLES["quiet"])
        self._parts.append(lambda width: hung(Content(" " * _GAP), said, width - _GAP, _GAP))

    def columns(self, texts: Sequence[str], widths: Sequence[int], style: str = "") -> None:
        """Texts beside each other, each in its width in cells, those after the first in less where
        none of the same columns needs it. The last goes on below itself; where it has no room, the
        first gives way."""
        cells = [clean(text) for text in texts]
        needed = self._needed.setdefault(len(cells), [0] * len(cells))
        needed[:] = map(max, needed, map(cell_len, cells))

        def lay_out(width: int) -> Content:
            rooms = [widths[0], *map(min, widths[1:], needed[1:])]
            left = width - sum(rooms) - _GAP * len(rooms)
            wanted = min(needed[-1], _VALUE_LEAST)
            rooms[0] = max(min(rooms[0], _VALUE_LEAST), rooms[0] - max(0, wanted - left))
            parts = [fitted(cell, room) for cell, room in zip(cells, rooms, strict=False)]
            lead = Content((" " * _GAP).join([*parts, ""]))
            told = hung(lead, Content(cells[-1]), width - lead.cell_length, lead.cell_length)
            return told.stylize(STYLES.get(style, style)) if style else told

        self._parts.append(lay_out)

    def line(self, text: str, style: str = "") -> None:
        self.add(Content.styled(clean_lines(text), STYLES.get(style, style)))

    def add(self, content: Content) -> None:
        """What is put together already."""
        self._parts.append(lambda width: content)

    def gap(self) -> None:
        self.add(Content(""))


def hung(lead: Content, said: Content, room: int, indent: int) -> Content:
    """A text after its lead, with its further lines below its first."""
    first, *further = said.wrap(max(1, room)) or [Content("")]
    return Content("\n").join([lead + first, *(Content(" " * indent) + line for line in further)])
