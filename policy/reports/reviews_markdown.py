"""The reviews of a platform's terms as Markdown; every text is escaped."""

from collections.abc import Iterable, Sequence

from policy.reports.markdown import escape
from policy.reports.reviews import ReviewPart, Reviews, facts
from somesec.language import _, show_date


def write(told: Reviews) -> bytes:
    """The document in UTF-8."""
    title = _("Terms reviews of {service}").format(service=told.service)
    about = _("{organisation}, {day}").format(
        organisation=told.organisation, day=show_date(told.today)
    )
    lines = [f"# {escape(title)}", "", escape(about)]
    if not told.reviews:
        lines += ["", "**" + _("The terms of this service have not been reviewed.") + "**"]
    for part in told.reviews:
        lines += _review(part)
    if told.accounts:
        lines += ["", "## " + _("Accounts"), "", *(f"- {escape(name)}" for name in told.accounts)]
    return ("\n".join(lines) + "\n").encode()


def _review(part: ReviewPart) -> Iterable[str]:
    title = _("Review of {day}").format(day=show_date(part.day))
    yield from ("", f"## {escape(title)}", "")
    yield from (f"- **{escape(name)}**: {escape(text)}" for name, text in facts(part))
    if part.texts:
        rows = [(kind, show_date(day), digest) for kind, day, digest in part.texts]
        yield from _table((_("Document"), _("Seen on"), "SHA-256"), rows)
    else:
        yield from ("", escape(_("The register kept no text of these terms then.")))
    yield from _table(
        (_("Point"), _("Answer"), _("Quotation")),
        [(one.point, one.answer or _("not answered"), one.quotation) for one in part.answers],
    )
    if part.measures:
        yield from _table(
            (_("Measure"), _("By"), _("Done on")),
            [
                (
                    one.text,
                    show_date(one.due),
                    show_date(one.done_on) if one.done_on else _("not yet"),
                )
                for one in part.measures
            ],
        )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    yield from ("", _cells(head), "|" + " --- |" * len(head), *map(_cells, rows))


def _cells(texts: Iterable[str]) -> str:
    return "| " + " | ".join(escape(text) for text in texts) + " |"
