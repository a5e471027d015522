"""Which of a document's texts was last read, and what came after it."""

from collections.abc import Iterable, Sequence

from somesec.model import TermsDocument, TermsReview, TermsText


def last_read(document: TermsDocument, reviews: Sequence[TermsReview]) -> TermsText | None:
    """The text that the newest of these reviews, given newest first, was of: the one it names, or
    the one in force on its day where it names none at all. A review that names texts of other
    documents only says nothing of this one, unless no review says more."""
    kept = {text.sha256: text for text in document.texts}
    for review in reviews:
        for read in review.texts:
            if read.document == document.id:
                return kept.get(read.sha256) or document.in_force(read.seen_on)
        if not review.texts:
            return document.in_force(review.reviewed_on)
    if not reviews or was_left_out(document, reviews):
        return None
    return document.in_force(reviews[0].reviewed_on)


def was_left_out(document: TermsDocument, reviews: Iterable[TermsReview]) -> bool:
    """Whether one of these reviews says that the document was not read."""
    return any(document.id in review.left_out for review in reviews)


def unread(document: TermsDocument, reviews: Sequence[TermsReview]) -> Sequence[TermsText]:
    """The texts that came after the one last read, oldest first, without technical changes; none
    when the newest is word for word what was read. The first text kept is no change of one; of a
    document that reviews left out and nobody ever read, the newest text is unread."""
    kept, read = document.texts, last_read(document, reviews)
    if not kept or (read is not None and kept[-1].sha256 == read.sha256):
        return ()
    if read is None and was_left_out(document, reviews):
        return kept[-1:]
    after = kept.index(read) + 1 if read is not None else 1
    return [text for text in kept[after:] if not text.technical]
