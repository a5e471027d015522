"""What changed in a document of terms, for a terminal: in one column or in two."""

from itertools import zip_longest
from textwrap import wrap

from policy.reports.changes import Changes, place, summary, title, what_became, why_on_top
from policy.reports.harmless import harmless
from policy.reports.lines import Lines
from somesec.comparison import Change, Side
from somesec.language import _

_GAP = " │ "
_MARKS = {Side.BOTH: "{}", Side.OLD: "[-{}-]", Side.NEW: "[+{}+]"}


def write(changes: Changes, *, width: int = 80, side_by_side: bool = False) -> str:
    """Lines of at most `width` columns, the passages on points of a review first. What went stands
    as `[-went-]`, what came as `[+came+]`."""
    page = Lines(width, colour=False)
    page.line(harmless(title(changes)))
    page.line(summary(changes.comparison))
    for on_points in (True, False):
        group = [one for one in changes.comparison.ranked if bool(one.touches) is on_points]
        if group:
            page.gap()
            page.line(_("On points of a review") if on_points else _("Other changes"))
        for change in group:
            page.gap()
            _passage(page, change, width, side_by_side)
    return page.text()


def _passage(page: Lines, change: Change, width: int, side_by_side: bool) -> None:
    where = harmless(place(change))
    what = harmless(what_became(change))
    page.line(f"• {where}: {what}" if where else f"• {what}", hang=2)
    if change.touches:
        page.line("! " + harmless(why_on_top(change)), indent=2, hang=4)
    if side_by_side:
        for left, right in columns(change, width - 2):
            page.line_as_it_is(f"  {left}{_GAP}{right}".rstrip())
    else:
        page.line(marked(change), indent=2)


def marked(change: Change, *sides: Side) -> str:
    """The passage in one text, with marks on what came and went; of some sides only."""
    return "".join(
        _around(piece.text, _MARKS[piece.side])
        for piece in change.pieces
        if not sides or piece.side in sides
    )


def _around(text: str, mark: str) -> str:
    """The mark around the words, with the space behind them outside of it."""
    text = harmless(text)
    words = text.rstrip(" ")
    return mark.format(words) + text[len(words) :] if words else text


def columns(change: Change, width: int) -> list[tuple[str, str]]:
    """The old passage beside the new, in lines of so many columns for both and what parts them."""
    room = max((width - len(_GAP)) // 2, 10)
    left = wrap(marked(change, Side.BOTH, Side.OLD), room)
    right = wrap(marked(change, Side.BOTH, Side.NEW), room)
    return [(one.ljust(room), other) for one, other in zip_longest(left, right, fillvalue="")]
