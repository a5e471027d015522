"""What changed in documents of terms, as one page of HTML in the reader's language."""

from collections.abc import Sequence

from policy.reports.changes import Changes, place, summary, title, what_became, why_on_top
from policy.reports.markup import Content, Html, join, tag
from policy.reports.page import page, section
from somesec import __version__
from somesec.comparison import Change, Side
from somesec.language import _


def write(documents: Sequence[Changes], organisation: str) -> bytes:
    """The page in UTF-8."""
    heading = _("Changes in terms of service")
    return page(
        f"{heading}: {organisation}",
        join((tag("h1", heading), tag("p", organisation, class_="about"), tag("p", _legend()))),
        *(
            section(f"document-{number}", title(one), passages(one))
            for number, one in enumerate(documents, start=1)
        ),
        footer=tag("p", _("Made by somesec {version}.").format(version=__version__)),
    )


def _legend() -> Html:
    return join(
        (
            tag("ins", _("What came")),
            " ",
            _("is underlined and stands between plus signs;"),
            " ",
            tag("del", _("what went")),
            " ",
            _("is struck through and stands between minus signs."),
        )
    )


def passages(changes: Changes) -> Html:
    """How much changed, and each passage under a heading of the third level."""
    parts: list[Content] = [tag("p", summary(changes.comparison))]
    for on_points in (True, False):
        group = [one for one in changes.comparison.ranked if bool(one.touches) is on_points]
        if group:
            parts.append(tag("h3", _("On points of a review") if on_points else _("Other changes")))
            parts += map(_passage, group)
    return join(parts)


def _passage(change: Change) -> Html:
    where = place(change)
    return tag(
        "div",
        tag("p", tag("b", what_became(change)), f" · {where}" if where else "", class_="about"),
        tag("p", tag("b", _("Why it is on top")), ": ", why_on_top(change))
        if change.touches
        else "",
        tag("p", *(_piece(side, text) for side, text in change.pieces)),
        class_="passage",
    )


def _piece(side: Side, text: str) -> Content:
    words = text.rstrip(" ")
    name = {Side.OLD: "del", Side.NEW: "ins"}.get(side)
    if name is None or not words:
        return text
    return join((tag(name, words), text[len(words) :]))
