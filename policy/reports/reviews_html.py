"""The reviews of a platform's terms as one page of HTML; it loads nothing."""

from policy.reports.markup import Content, Html, join, tag
from policy.reports.page import listed, page, section, table
from policy.reports.reviews import ReviewPart, Reviews, facts
from somesec import __version__
from somesec.language import _, show_date


def write(told: Reviews) -> bytes:
    """The page in UTF-8."""
    title = _("Terms reviews of {service}").format(service=told.service)
    about = _("{organisation}, {day}").format(
        organisation=told.organisation, day=show_date(told.today)
    )
    none = tag("p", _("The terms of this service have not been reviewed."), class_="headline")
    return page(
        f"{title}: {told.organisation}",
        join((tag("h1", title), tag("p", about, class_="about"), "" if told.reviews else none)),
        *(_review(number, part) for number, part in enumerate(told.reviews, start=1)),
        section("accounts", _("Accounts"), listed([tag("span", name) for name in told.accounts]))
        if told.accounts
        else "",
        footer=tag("p", _("Made by somesec {version}.").format(version=__version__)),
    )


def _review(number: int, part: ReviewPart) -> Html:
    title = _("Review of {day}").format(day=show_date(part.day))
    return section(
        f"review-{number}",
        title,
        tag(
            "dl",
            *(
                tag(name, text)
                for pair in facts(part)
                for name, text in zip(("dt", "dd"), pair, strict=True)
            ),
        ),
        _texts(part),
        table(
            _("Points of the review"),
            (_("Point"), _("Answer")),
            [(one.point, _answer(one.answer, one.quotation)) for one in part.answers],
        ),
        _measures(part),
    )


def _texts(part: ReviewPart) -> Html:
    if not part.texts:
        return tag("p", _("The register kept no text of these terms then."))
    rows: list[tuple[Content, ...]] = [
        (kind, show_date(day), tag("code", digest)) for kind, day, digest in part.texts
    ]
    return table(_("Texts that were read"), (_("Document"), _("Seen on"), "SHA-256"), rows)


def _answer(answer: str, quotation: str) -> Html:
    return join(
        (
            tag("div", answer or _("not answered")),
            tag("blockquote", quotation) if quotation else "",
        )
    )


def _measures(part: ReviewPart) -> Html:
    if not part.measures:
        return join(())
    rows: list[tuple[Content, ...]] = [
        (one.text, show_date(one.due), show_date(one.done_on) if one.done_on else _("not yet"))
        for one in part.measures
    ]
    return table(_("Measures"), (_("Measure"), _("By"), _("Done on")), rows)
