"""Passages of terms that changed, one under the cursor; what bears on points of a review first."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from policy.reports.changes import place, summary, what_became, why_on_top
from screens.text import clean
from somesec.comparison import Change, Side
from somesec.language import _, show_date
from somesec.model import TermsDocument
from somesec.register.terms_changes import Changed

_STYLES = {Side.BOTH: "", Side.OLD: "strike $error", Side.NEW: "bold underline $accent"}
# Signs that say the same to those who see no colour.
_SIGNS = {Side.BOTH: "{}", Side.OLD: "[-{}-]", Side.NEW: "[+{}+]"}


class Passages(OptionList):
    """A list of passages under the documents that they are of."""

    DEFAULT_CSS = """
    Passages, Passages.-textual-compact, Passages:focus {
        border: none; background: $background; background-tint: transparent; height: 1fr;
        padding: 0 1;
    }
    Passages > .option-list--option, Passages.-textual-compact > .option-list--option {
        padding: 0 1;
    }
    Passages > .option-list--option-disabled { color: $quiet; }
    Passages > .option-list--option-highlighted { background: $panel; color: $foreground; }
    Passages:focus > .option-list--option-highlighted {
        background: $cursor-line; color: $foreground; text-style: none;
    }
    """

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, markup=False, compact=True)
        self._changed: Sequence[Changed] = ()
        self._passages: list[tuple[TermsDocument, Change | None]] = []
        self._not_read: Collection[UUID] = ()

    def fill(self, changed: Sequence[Changed]) -> None:
        """Shows what changed, document by document."""
        self._changed = changed
        self._draw()
        self.action_first()
        self.call_after_refresh(self.scroll_home, animate=False)

    def mark_not_read(self, documents: Collection[UUID]) -> None:
        """Says of these documents that they were not read."""
        self._not_read = documents
        marked = self.highlighted
        self._draw()
        self.highlighted = marked

    def _draw(self) -> None:
        self._passages = []
        self.clear_options()
        self.add_options(self._as_options(self._changed))

    def _as_options(self, changed: Sequence[Changed]) -> Iterable[Option]:
        if not changed:
            text = _(
                "No text of these terms is kept, so nothing can be compared. Read them at their "
                "addresses: Escape, then [d terms.documents] in Terms."
            )
            yield Option(Content(text), disabled=True)
        # What is as it was stands last: there is nothing to read.
        for one in sorted(changed, key=lambda one: not one.comparison.changes):
            yield Option(_heading(one, one.document.id in self._not_read), disabled=True)
            for change in one.comparison.ranked:
                self._passages.append((one.document, change))
                yield Option(passage(change), id=str(len(self._passages) - 1))
            if not one.comparison.changes:
                self._passages.append((one.document, None))
                yield Option(
                    Content.styled(summary(one.comparison) + "\n", "$quiet"),
                    id=str(len(self._passages) - 1),
                )

    @property
    def change(self) -> Change | None:
        """The passage under the cursor."""
        return self._marked[1] if self._marked else None

    @property
    def document(self) -> TermsDocument | None:
        """The document that the passage under the cursor is of."""
        return self._marked[0] if self._marked else None

    @property
    def _marked(self) -> tuple[TermsDocument, Change | None] | None:
        option = self.highlighted_option
        return self._passages[int(option.id)] if option is not None and option.id else None


def _heading(changed: Changed, is_not_read: bool) -> Content:
    is_same = changed.old is not None and changed.old.sha256 == changed.new.sha256
    if changed.old is None:
        versions = _("first text, of {day}").format(day=show_date(changed.new.seen_on))
    elif is_same:
        versions = show_date(changed.new.seen_on)
    else:
        versions = _("{first} to {last}").format(
            first=show_date(changed.old.seen_on), last=show_date(changed.new.seen_on)
        )
    return Content.assemble(
        (clean(changed.document.kind), "bold $accent"),
        ("  " + _("not read") if is_not_read else "", "$warning"),
        f"  {versions}\n",
        summary(changed.comparison) + "\n\n" if changed.comparison.changes else "",
    )


def passage(change: Change) -> Content:
    """A passage with its place, why it is on top, and its words; what came and went is marked by
    sign and by style."""
    where = clean(place(change))
    parts: list[Content | tuple[str, str]] = []
    if change.touches:
        parts.append((f"▲ {clean(why_on_top(change))}\n", "$warning"))
    parts.append(
        (f"{where}: {what_became(change)}\n" if where else f"{what_became(change)}\n", "$quiet")
    )
    for piece in change.pieces:
        words = piece.text.rstrip(" ")
        sign = _SIGNS[piece.side].format(clean(words)) if words else ""
        parts += [(sign, _STYLES[piece.side]), (piece.text[len(words) :], "")]
    # An empty line parts it from the next.
    return Content.assemble(*parts, "\n")
