"""Getting texts of terms from their pages: what came in, and what could not be read and why."""

from collections.abc import Callable

from textual.app import ComposeResult

from screens.check import Check, Line, Outcome, Tell
from screens.marks import Health
from screens.terms_documents import on_screen, service_name
from screens.widgets.field import ChoiceField
from somesec.language import N_, _, ngettext
from somesec.register import terms_fetching
from somesec.register.terms_fetching import CHANGED, FIRST, UNREADABLE, Fetched

_ALL = "all"
_SAID = {
    FIRST: (Health.IN_ORDER, N_("first text kept")),
    CHANGED: (Health.LOW, N_("changed")),
    UNREADABLE: (Health.UNKNOWN, N_("could not be read")),
}


class FetchTerms(Check[list[Fetched]]):
    PLACE = N_("Fetch terms")
    HELP_TEXT = N_(
        "Gets each text from its page, one after the other and not too fast, and keeps what is "
        "new. A page that shows no terms, because it wants consent or runs only in a browser, is "
        "named and not kept. [F8 check.stop] stops; what came in by then stays."
    )
    INTRO = N_(
        "Reads the pages of the terms and keeps the texts that are new. What an archive keeps up "
        "is left to the archive, unless you choose the service."
    )

    def __init__(self, platform: str = "") -> None:
        super().__init__()
        self._platform = platform

    def fields(self) -> ComposeResult:
        used = {account.platform for account in self.app.opened.records.accounts.values()}
        known = sorted({*used, *filter(None, [self._platform])})
        choices = [(_("all that accounts are on"), _ALL), *((service_name(p), p) for p in known)]
        yes_or_no = [(_("yes"), "yes"), (_("no"), "no")]
        yield ChoiceField("platform", _("Of which service"), choices, value=_ALL)
        yield ChoiceField("private", _("Pages of the own network"), yes_or_no, value="no")

    def prepared(self) -> Callable[[Tell], list[Fetched]]:
        register, platform = self.app.opened, self.value("platform")
        private = self.value("private") == "yes"
        wanted = terms_fetching.to_fetch(register, "" if platform == _ALL else platform)
        return lambda tell: terms_fetching.fetch(
            register, wanted, allow_private=private, progress=tell
        )

    def outcome(self, result: list[Fetched]) -> Outcome:
        lines = [_line(one) for one in result if one.state in _SAID or one.led_to]
        # What could not be read asks for something; it stands first.
        lines.sort(key=lambda line: line.health is not Health.UNKNOWN)
        new = sum(one.state in (FIRST, CHANGED) for one in result)
        unread = sum(one.state == UNREADABLE for one in result)
        headline = ngettext(
            "{count} document looked up: {new} new texts, {unread} could not be read.",
            "{count} documents looked up: {new} new texts, {unread} could not be read.",
            len(result),
        ).format(count=len(result), new=new, unread=unread)
        steps = []
        if any(one.state == CHANGED for one in result):
            steps.append(
                _("Review what changed: Escape, then [t terms.review] at the service in Terms.")
            )
        if unread:
            steps.append(
                _(
                    "What could not be read: save it in a browser and add it with "
                    "[a documents.add-text] in the documents, or follow an archive with "
                    "[y documents.sync]."
                )
            )
        if not steps:
            steps.append(_("Nothing more: Escape goes back."))
        health = Health.UNKNOWN if unread else Health.IN_ORDER
        return Outcome(headline, health, lines, steps)


def _line(one: Fetched) -> Line:
    health, word = _SAID.get(one.state, (Health.IN_ORDER, N_("as it was")))
    said = _(word)
    if one.reason is not None:
        said += f": {on_screen(one.reason)}"
    if one.led_to:
        said += ", " + _("now at {address}").format(address=one.led_to)
    return Line(f"{service_name(one.document.platform)} · {one.document.kind}", said, health)
