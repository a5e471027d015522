"""What two texts are told to differ in, on terms made up for it."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from somesec.comparison import Change, Comparison, Kind, Piece, Side, compare, matching
from somesec.comparison.paragraphs import paragraphs
from somesec.comparison.words import pieces, words_of
from somesec.model import TermsPoint

OLD = """# Terms of the Service

These terms apply from 1 January 2025.

## 1. Your content

You own what you post here. You give us a licence to show it to other people
while it is on the service.

We may remove what breaks these terms.

## 2. Age

You must be at least 13 years old to use the service.

## 3. Leaving

You may close your account at any time, and your content is deleted within thirty days.
"""
NEW = """# Terms of the Service

These terms apply from 1 March 2026.

## 1. Your content

You own what you post here. You give us a perpetual licence to show and change it
while it is on the service.

We use what is posted to improve our machine learning.

## 2. Age

You must be at least 13 years old to use the service.

## 3. Leaving

You may close your account at any time, and your content is deleted within sixty days.

We may remove what breaks these terms.
"""


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(change.kind.value, marked(change)) for change in compare(old, new).changes]


def marked(change: Change) -> str:
    shapes = {Side.BOTH: "{}", Side.OLD: "[-{}-]", Side.NEW: "[+{}+]"}
    return "".join(shapes[piece.side].format(piece.text) for piece in change.pieces)


def test_each_change_is_told_by_word_in_the_order_of_reading() -> None:
    assert told(OLD, NEW) == [
        ("changed", "These terms apply from 1 [-January 2025-][+March 2026+]."),
        (
            "changed",
            "You own what you post here. You give us a [+perpetual +]licence to show "
            "[-it to other people -][+and change it +]while it is on the service.",
        ),
        ("added", "[+We use what is posted to improve our machine learning.+]"),
        (
            "changed",
            "You may close your account at any time, and your content is deleted within "
            "[-thirty -][+sixty +]days.",
        ),
        ("moved", "We may remove what breaks these terms."),
    ]


def test_each_change_names_its_section_and_where_it_came_from() -> None:
    changes = compare(OLD, NEW).changes
    top = "Terms of the Service"
    assert [change.section for change in changes] == [
        (top,),
        (top, "1. Your content"),
        (top, "1. Your content"),
        (top, "3. Leaving"),
        (top, "3. Leaving"),
    ]
    moved = changes[-1]
    assert moved.old is not None
    assert moved.old.section == (top, "1. Your content")
    assert not moved.is_edited


def test_passages_on_points_come_first_with_the_words_that_gave_them_away() -> None:
    comparison = compare(OLD, NEW)
    first, second, third, *_rest = comparison.ranked
    assert {touch.point: touch.words for touch in first.touches} == {
        TermsPoint.USAGE_RIGHTS: ("licence",),
        TermsPoint.RESERVED_RIGHTS: ("perpetual",),
    }
    assert {touch.point for touch in second.touches} == {TermsPoint.USAGE_RIGHTS}
    assert {touch.point for touch in third.touches} == {TermsPoint.TERMINATION}
    assert len(comparison.on_points) == 3


def test_a_sentence_that_did_not_change_gives_nothing_away() -> None:
    old = "We respect copyright. The office is in Vaasa."
    [change] = compare(old, old.replace("Vaasa", "Oulu")).changes
    assert change.touches == ()


def test_a_passage_is_quoted_by_its_changed_sentence_from_the_new_text() -> None:
    quotations = [change.quotation for change in compare(OLD, NEW).changes]
    assert quotations[1] == (
        "You give us a perpetual licence to show and change it while it is on the service."
    )
    assert quotations[4] == "We may remove what breaks these terms."
    assert [change.quotation for change in compare("All of it. Goes.", "").changes] == [""]


@given(st.text(), st.text())
def test_a_quotation_always_stands_in_the_new_text(old: str, new: str) -> None:
    for change in compare(old, new).changes:
        assert not change.quotation or change.quotation in " ".join(new.split())


def test_words_are_counted_on_each_side() -> None:
    comparison = compare(OLD, NEW)
    assert (comparison.words_removed, comparison.words_added) == (7, 17)
    assert comparison.words_changed == 17


def test_what_moved_and_was_edited_is_known_again() -> None:
    texts = [f"Paragraph {word} stands by itself and says {word}." for word in ("a", "b", "c")]
    long = "We keep your pictures for as long as the law asks us to and no longer than that."
    old = "\n\n".join([long, *texts])
    new = "\n\n".join([*texts, long.replace("pictures", "videos")])
    assert told(old, new) == [
        (
            "moved",
            "We keep your [-pictures -][+videos +]for as long as the law asks us to and no longer "
            "than that.",
        )
    ]


def test_a_heading_that_only_got_another_number_is_the_same_one() -> None:
    assert told("# 4. Minors\n\n# 5. End", "# 5. Minors\n\n# 6. End") == [
        ("changed", "# [-4-][+5+]. Minors"),
        ("changed", "# [-5-][+6+]. End"),
    ]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        (
            "# A\n\nx\n\n## B\n\ny\n\n# C\n\nz",
            [("A",), ("A",), ("A", "B"), ("A", "B"), ("C",), ("C",)],
        ),
        ("A\n===\n\nx\n\nB\n---\n\ny", [("A",), ("A",), ("A", "B"), ("A", "B")]),
        (
            "1. Scope\n\nx\n\n1.1 Age limits\n\ny",
            [("1. Scope",)] * 2 + [("1. Scope", "1.1 Age limits")] * 2,
        ),
        ("**Your data**\n\nx", [("Your data",), ("Your data",)]),
        ("§ 4 Minors\n\nx", [("§ 4 Minors",), ("§ 4 Minors",)]),
        ("1. This is a sentence.\n\nx", [(), ()]),
        ("1. Scope\nThis is all.", [("1. Scope",), ("1. Scope",)]),
        ("1. a point that\ngoes on", [()]),
        ("- one\n- two\ngoes on\n* three", [(), (), ()]),
    ],
)
def test_headings_of_every_kind_name_what_stands_under_them(
    text: str, sections: list[tuple[str, ...]]
) -> None:
    assert [paragraph.section for paragraph in paragraphs(text)] == sections


# -- for any texts


WORDS = st.sampled_from(
    ["you", "we", "licence", "copyright", "2.", "# Rights", "- item", "\n\n", "\n", "lapset", "x,"]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=80)


def old_side(rows: tuple[Change, ...]) -> list[tuple[int, str]]:
    """The old paragraphs, put together from what the comparison shows of them."""
    return sorted(
        (row.old.place, "".join(p.text for p in row.pieces if p.side is not Side.NEW))
        for row in rows
        if row.old
    )


def new_side(rows: tuple[Change, ...]) -> list[tuple[int, str]]:
    return [
        (row.new.place, "".join(p.text for p in row.pieces if p.side is not Side.OLD))
        for row in rows
        if row.new
    ]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_from_the_comparison(old: str, new: str) -> None:
    rows = compare(old, new).rows
    assert old_side(rows) == [(p.place, p.text) for p in paragraphs(old)]
    assert new_side(rows) == [(p.place, p.text) for p in paragraphs(new)]


@given(TEXTS, TEXTS)
def test_the_other_way_round_the_sides_are_exchanged(old: str, new: str) -> None:
    there, back = compare(old, new), compare(new, old)
    assert there.words_added == back.words_removed
    assert there.words_removed == back.words_added
    assert there.words_changed == back.words_changed
    assert there.words_added - there.words_removed == len(_words(new)) - len(_words(old))
    assert len(there.on_points) == len(back.on_points)


def _words(text: str) -> list[str]:
    return [word for paragraph in paragraphs(text) for word in words_of(paragraph.text)]


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert compare(text, text).changes == ()
    assert compare(text, text.replace("\n", "\n \t")).words_changed == 0


@given(TEXTS, TEXTS)
def test_no_two_pieces_of_a_side_stand_beside_each_other(old: str, new: str) -> None:
    old, new = " ".join(old.split()), " ".join(new.split())
    sides = [piece.side for piece in pieces(old, new)]
    assert all(a is not b for a, b in itertools.pairwise(sides))
    assert all(piece.text for piece in pieces(old, new))


@given(
    st.lists(st.sampled_from("abcdefg"), max_size=30),
    st.lists(st.sampled_from("abcdefgh"), max_size=30),
)
def test_what_is_too_large_to_compare_exactly_is_still_matched_rightly(
    old: list[str], new: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_LARGEST", 12)
        found = matching.common(old, new)
    assert all(old[a] == new[b] for a, b in found)
    assert all(x[0] < y[0] and x[1] < y[1] for x, y in itertools.pairwise(found))


def test_the_work_stays_bounded_on_texts_made_to_be_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    exact = LCSseq.similarity

    def counted(old: list[str], new: list[str]) -> int:
        nonlocal compared
        compared += 1
        return exact(old, new)

    monkeypatch.setattr(LCSseq, "similarity", counted)
    old = "\n\n".join(f"same words but {number % 7}" for number in range(2000))
    new = "\n\n".join(f"same words not {number % 5}" for number in range(2000))
    comparison = compare(old, new)
    assert len(comparison.rows) >= 2000
    # Every pair would be four million.
    assert compared <= 5 * 2000


def test_empty_texts_differ_by_all_of_the_other() -> None:
    assert compare("", "") == Comparison(())
    assert [change.kind for change in compare("", "One. Two.").changes] == [Kind.ADDED]
    assert compare("One", "").changes[0].pieces == (Piece(Side.OLD, "One"),)
