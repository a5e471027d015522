"""The town's web pages held against the register."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from screens.check import Check, Line, Outcome, Tell
from screens.marks import Health
from screens.widgets.field import ChoiceField
from somesec.language import N_, _, ngettext
from somesec.register import website
from somesec.register.website import Checked

_LINKED = {"yes": N_("linked"), "no": N_("no link"), "unknown": N_("not known")}


class WebsiteCheck(Check[Checked]):
    PLACE = N_("The town's website")
    HELP_TEXT = N_(
        "Reads the collection page and the units' pages and looks for the links to the accounts: "
        "an official page is found from the town's own. It finds, too, what the pages list and the "
        "register does not know. [F7 website.export] writes the list of accounts to publish there."
    )
    INTRO = N_(
        "Does the town's website link to every account, and to no other? The addresses of the "
        "pages are in the units' and the organisation's cards."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "export", N_("Write the list"), id="website.export"),
    ]

    def fields(self) -> ComposeResult:
        yes_or_no = [(_("yes"), "yes"), (_("no"), "no")]
        yield ChoiceField("save", _("Record what is found"), yes_or_no, value="yes")
        yield ChoiceField("private", _("Pages of the own network"), yes_or_no, value="no")

    def prepared(self) -> Callable[[Tell], Checked]:
        register = self.app.opened
        saves, private = self.value("save") == "yes", self.value("private") == "yes"
        return lambda tell: website.check(
            register, allow_private=private, save=saves, progress=tell
        )

    def outcome(self, result: Checked) -> Outcome:
        known, listings = self.app.opened.records.accounts, result.comparison.listings
        lacking = [one for one in listings if (one.collection, one.unit_page) != ("yes", "yes")]
        headline = ngettext(
            "{count} page read; {linked} of {all} open accounts are linked from both.",
            "{count} pages read; {linked} of {all} open accounts are linked from both.",
            len(result.read),
        ).format(count=len(result.read), linked=len(listings) - len(lacking), all=len(listings))
        lines = [
            Line(
                known[one.account].name,
                _("collection page: {there}; unit's page: {here}").format(
                    there=_(_LINKED[one.collection]), here=_(_LINKED[one.unit_page])
                ),
                Health.UNKNOWN if "no" not in (one.collection, one.unit_page) else Health.MEDIUM,
                one.account,
            )
            for one in lacking
        ]
        lines += [
            Line(
                f"{one.platform}/{one.handle}",
                _("listed at {address}, but not registered as open").format(address=one.address),
            )
            for one in result.comparison.strangers
        ]
        lines += [
            Line(address, _("not read: {reason}").format(reason=reason), Health.UNKNOWN)
            for address, reason in result.unread.items()
        ]
        steps = []
        if result.saved:
            steps.append(
                ngettext(
                    "The links of {count} account were recorded anew.",
                    "The links of {count} accounts were recorded anew.",
                    result.saved,
                ).format(count=result.saved)
            )
        if lines:
            steps.append(
                _(
                    "Ask the website's keeper to add what lacks: [F7 website.export] writes the "
                    "list."
                )
            )
        health = min((line.health for line in lines), default=Health.IN_ORDER)
        return Outcome(headline, health, lines, steps)

    def action_export(self) -> None:
        from screens.report_files import SavePublicList

        self.app.open(SavePublicList())
