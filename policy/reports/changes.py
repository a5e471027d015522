"""What changed in a document of terms, in the words that every form of it uses."""

from datetime import date

import msgspec

from policy.catalogue import load_catalogue
from policy.wording import TERMS_POINTS
from somesec.comparison import Change, Comparison, Kind, Side
from somesec.language import N_, _, ngettext, show_date


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """A document's two versions, told apart; `old_day` is None where the newer is the first."""

    platform: str
    document: str
    old_day: date | None
    new_day: date
    comparison: Comparison


KINDS = {
    Kind.CHANGED: N_("changed"),
    Kind.ADDED: N_("new"),
    Kind.REMOVED: N_("taken out"),
    Kind.MOVED: N_("moved"),
}
"""What became of a passage."""


def title(changes: Changes) -> str:
    """Which document, from which version to which."""
    known = load_catalogue().get(changes.platform)
    platform = known.name if known else changes.platform
    if changes.old_day is None:
        return _("{platform}, {document}: first text, of {day}").format(
            platform=platform,
            document=changes.document,
            day=show_date(changes.new_day),
        )
    return _("{platform}, {document}: from {first} to {last}").format(
        platform=platform,
        document=changes.document,
        first=show_date(changes.old_day),
        last=show_date(changes.new_day),
    )


def summary(comparison: Comparison) -> str:
    """How much changed, and how much of it bears on points of a review."""
    if not comparison.changes:
        return _("Not a word has changed.")
    words = ngettext(
        "{count} word changed", "{count} words changed", comparison.words_changed
    ).format(count=comparison.words_changed)
    passages = ngettext(
        "{count} passage on points of a review",
        "{count} passages on points of a review",
        len(comparison.on_points),
    ).format(count=len(comparison.on_points))
    return f"{words}, {passages}"


def place(change: Change) -> str:
    """Under which headings a passage stands; empty where there are none."""
    return " › ".join(change.section)


def what_became(change: Change) -> str:
    """What became of a passage, and from where it moved."""
    word = _(KINDS[change.kind])
    if change.kind is not Kind.MOVED:
        return word
    if change.is_edited:
        word = _("moved and changed")
    before = " › ".join(change.old.section) if change.old else ""
    if before and before != place(change):
        return _("{what}, was under: {section}").format(what=word, section=before)
    return word


def why_on_top(change: Change) -> str:
    """The points that a passage touches, each with the words that gave it away."""
    return "; ".join(
        f"{TERMS_POINTS[touch.point]}: {', '.join(touch.words)}" for touch in change.touches
    )


def as_values(changes: Changes) -> dict[str, object]:
    """The comparison for programs, the passages on points first; texts are English."""
    comparison = changes.comparison
    return {
        "platform": changes.platform,
        "document": changes.document,
        "from": changes.old_day,
        "to": changes.new_day,
        "words_changed": comparison.words_changed,
        "words_added": comparison.words_added,
        "words_removed": comparison.words_removed,
        "passages_on_points": len(comparison.on_points),
        "changes": [_change_values(change) for change in comparison.ranked],
    }


def _change_values(change: Change) -> dict[str, object]:
    moved_from = change.old if change.kind is Kind.MOVED else None
    return {
        "kind": change.kind.value,
        "section": list(change.section),
        "moved_from": list(moved_from.section) if moved_from else None,
        "points": [
            {"point": touch.point.value, "words": list(touch.words)} for touch in change.touches
        ],
        "old": change.old.text if change.old else None,
        "new": change.new.text if change.new else None,
        "pieces": [[_SIDES[piece.side], piece.text] for piece in change.pieces],
    }


_SIDES = {Side.BOTH: "=", Side.OLD: "-", Side.NEW: "+"}
