"""The reports as files: the audit, the coverage, what falls due, the public list of pages."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from policy.due import falling_due
from policy.reports import calendar
from policy.reports.files import audit_file, coverage_file, due_as_json
from screens.saving import FileForm, SaveFile
from screens.widgets.field import ChoiceField, Field
from somesec import clock
from somesec.language import N_, _, collation, current
from somesec.register import auditing, website
from somesec.register.session import Register

_TEXT = FileForm(N_("plain text"), "txt")
_HTML = FileForm(N_("a page to print (HTML)"), "html")
_MARKDOWN = FileForm("Markdown", "md")
_JSON = FileForm(N_("JSON, for programs"), "json")
_SUMMARY = "summary-"
_AHEAD = ("30", "90", "365")


class _OfUnits(SaveFile):
    """A report on all units or on one."""

    def fields(self) -> ComposeResult:
        units = sorted(
            self.app.opened.records.units.values(), key=lambda u: collation(u.called(current()))
        )
        choices = [(_("all units"), "all"), *((u.called(current()), str(u.id)) for u in units)]
        yield ChoiceField("unit", _("Unit"), choices, value="all")

    @property
    def units(self) -> tuple[str, ...]:
        """The unit that is chosen, none for all."""
        chosen = self.query_one("#unit", Field).value
        return () if chosen in ("", "all") else (chosen,)


class SaveAudit(_OfUnits):
    PLACE = N_("Save the audit")
    NAME = "audit"
    FORMS: ClassVar[Mapping[str, FileForm]] = {
        "html": _HTML,
        f"{_SUMMARY}html": FileForm(N_("one page for management (HTML)"), "html"),
        "text": _TEXT,
        "markdown": _MARKDOWN,
        "csv": FileForm(N_("a table (CSV)"), "csv"),
        "json": _JSON,
        "sarif": FileForm(N_("SARIF, for programs"), "sarif"),
        f"{_SUMMARY}text": FileForm(N_("one page for management (text)"), "txt"),
        f"{_SUMMARY}markdown": FileForm(N_("one page for management (Markdown)"), "md"),
    }

    def made(self, form: str) -> Callable[[], bytes]:
        register, units = self.app.opened, self.units
        return lambda: audit_file(
            auditing.report(register, units=units),
            form.removeprefix(_SUMMARY),
            is_summary=form.startswith(_SUMMARY),
        )


class SaveCoverage(_OfUnits):
    PLACE = N_("Save the coverage")
    NAME = "coverage"
    FORMS: ClassVar[Mapping[str, FileForm]] = {"html": _HTML, "text": _TEXT, "json": _JSON}

    def made(self, form: str) -> Callable[[], bytes]:
        register, units = self.app.opened, self.units
        return lambda: coverage_file(*auditing.coverage(register, units=units), form)


class SaveDue(SaveFile):
    PLACE = N_("Save what falls due")
    NAME = "due"
    INTRO = N_(
        "A calendar file is taken in by Outlook, Thunderbird and others; taking in a newer one "
        "moves what is there, and doubles nothing."
    )
    FORMS: ClassVar[Mapping[str, FileForm]] = {
        "ics": FileForm(N_("a calendar (ICS)"), "ics"),
        "json": _JSON,
    }

    def fields(self) -> ComposeResult:
        choices = [(_("{count} days").format(count=days), days) for days in _AHEAD]
        yield ChoiceField("within", _("How far ahead"), choices, value="90")

    def made(self, form: str) -> Callable[[], bytes]:
        register = self.app.opened
        within = int(self.query_one("#within", Field).value or _AHEAD[0])
        return lambda: _due(register, form, within)


def _due(register: Register, form: str, within: int) -> bytes:
    today = clock.today()
    items = falling_due(register.view(today), within)
    if form == "ics":
        return calendar.write(items, register=register.id, today=today, now=clock.now())
    return due_as_json(items, register.records, today)


class SavePublicList(SaveFile):
    PLACE = N_("Save the public list of pages")
    NAME = "pages"
    INTRO = N_("For the page of the town's website that lists its social media pages.")
    FORMS: ClassVar[Mapping[str, FileForm]] = {
        "html": FileForm(N_("a part of a web page (HTML)"), "html"),
        "markdown": _MARKDOWN,
        "json": _JSON,
    }

    def made(self, form: str) -> Callable[[], bytes]:
        register = self.app.opened
        return lambda: website.export(register, form)
