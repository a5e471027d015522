"""Of the terms as files: the reviews of a service as one document, and what falls due."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from policy.due import terms_falling_due
from policy.reports import calendar, reviews, reviews_html, reviews_markdown
from screens.saving import FileForm, SaveFile
from screens.terms_documents import service_name
from screens.widgets.field import ChoiceField, Field
from somesec import clock
from somesec.language import N_, _
from somesec.register.session import Register

_AHEAD_DAYS = 365


class SaveTerms(SaveFile):
    PLACE = N_("Save the reviews, or a calendar")
    NAME = "terms"
    INTRO = N_(
        "The reviews of a service as one document to file, or for a calendar when terms must be "
        "read and measures taken in the year to come."
    )
    FORMS: ClassVar[Mapping[str, FileForm]] = {
        "html": FileForm(N_("the reviews, to print (HTML)"), "html"),
        "markdown": FileForm(N_("the reviews (Markdown)"), "md"),
        "ics": FileForm(N_("a calendar of all services (ICS)"), "ics"),
    }

    def __init__(self, platform: str) -> None:
        super().__init__()
        self._platform = platform

    def fields(self) -> ComposeResult:
        records = self.app.opened.records
        used = {account.platform for account in records.accounts.values()}
        used |= {review.platform for review in records.reviews.values()}
        choices = [(service_name(platform), platform) for platform in sorted(used)]
        chosen = self._platform if self._platform in used else next(iter(sorted(used)), "")
        yield ChoiceField("platform", _("Of which service"), choices, value=chosen)

    def made(self, form: str) -> Callable[[], bytes]:
        register, platform = self.app.opened, self.query_one("#platform", Field).value
        if form == "ics":
            return lambda: _calendar(register)
        write = reviews_html.write if form == "html" else reviews_markdown.write
        return lambda: write(reviews.reviews_of(platform, register.records, clock.today()))


def _calendar(register: Register) -> bytes:
    today = clock.today()
    items = terms_falling_due(register.view(today), _AHEAD_DAYS)
    return calendar.write(items, register=register.id, today=today, now=clock.now())
