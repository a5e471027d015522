"""Holding the passwords against the intranet's."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Select

from screens.check import Check, Line, Outcome, Tell, health_of, lines_of
from screens.marks import Health
from screens.widgets.field import ChoiceField, Field, FileField, TextField
from screens.widgets.password import PasswordInput
from somesec.errors import InputError
from somesec.exchange.directory_hashes import unreadable_sentence
from somesec.language import N_, _, ngettext, show_date
from somesec.register import accounts, intranet
from somesec.register.intranet import Checked, Likeness, Loaded

_LIST, _LOAD, _FILE = "list", "load", "file"


class IntranetCheck(Check[tuple[Loaded | None, Checked]]):
    PLACE = N_("The intranet's passwords")
    HELP_TEXT = N_(
        "A password of the intranet must not be used in social media. The directory's export of NT "
        "hashes is turned into keyed values without names, and only those are kept; delete the "
        "export then. Passwords that you may open are compared now, others when somebody who may "
        "unlocks the register. [F7 intranet.compare] compares one with a password that you type."
    )
    INTRO = N_("Is a password of the register one that somebody uses on the intranet?")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "compare", N_("Compare one"), id="intranet.compare"),
    ]

    def fields(self) -> ComposeResult:
        digest = self.app.opened.records.intranet
        ways = [
            (_("load a list from the directory's export, and compare"), _LOAD),
            (_("compare with an export once, and keep nothing of it"), _FILE),
        ]
        if digest is not None:
            loaded = show_date(digest.loaded_at.astimezone().date())
            said = _("compare with the list loaded on {day}").format(day=loaded)
            ways.insert(0, (said, _LIST))
        yield ChoiceField("how", _("What to do"), ways, value=ways[0][1])
        yield FileField("file", _("The export"), "hashes.txt")

    def on_mount(self) -> None:
        self._fit()

    @on(Select.Changed)
    def _fit(self) -> None:
        self.query_one("#file").display = self.value("how") != _LIST

    def prepared(self) -> Callable[[Tell], tuple[Loaded | None, Checked]] | None:
        register, how, named = self.app.opened, self.value("how"), self.value("file")
        file = Path(named).expanduser()
        if how != _LIST and not named:
            self.complain_at("file", _("Name a file first."))
            return None

        def work(tell: Tell) -> tuple[Loaded | None, Checked]:
            if how == _LOAD:
                loaded = intranet.load(register, file, tell)
                return loaded, intranet.check_stale(register, tell)
            return None, intranet.check(register, file if how == _FILE else None, tell)

        return work

    def outcome(self, result: tuple[Loaded | None, Checked]) -> Outcome:
        loaded, compared = result
        headline = ngettext(
            "{count} password compared, {found} of the intranet.",
            "{count} passwords compared, {found} of the intranet.",
            compared.checked,
        ).format(count=compared.checked, found=len(compared.found))
        lines, steps = [], []
        if loaded is not None:
            digest = loaded.digest
            said = ngettext(
                "{count} password of the intranet is on the list now, read as {source}.",
                "{count} passwords of the intranet are on the list now, read as {source}.",
                digest.count,
            ).format(count=digest.count, source=digest.source.value)
            lines.append(Line(_("The list"), said, Health.IN_ORDER))
            if digest.unreadable:
                unread = unreadable_sentence(digest.unreadable, loaded.unreadable_lines)
                lines.append(Line(_("The list"), unread, Health.UNKNOWN))
        if compared.unreadable:
            unread = unreadable_sentence(compared.unreadable, compared.unreadable_lines)
            lines.append(Line(_("The export"), unread, Health.UNKNOWN))
        if self.value("how") != _LIST:
            steps.append(
                _("Delete {file} now: the register needs it no more.").format(
                    file=self.value("file")
                )
            )
        if compared.found:
            steps.append(_("Change each of them: Enter begins."))
        steps.append(_("Escape goes back; the findings count the answers."))
        found = _("one of the intranet's: change it now")
        lines += lines_of(self.app.opened, compared, found)
        return Outcome(headline, health_of(compared), lines, steps)

    def action_compare(self) -> None:
        self.app.open(IntranetCompare())


_LIKENESS = {
    Likeness.SAME: N_("The same: it must not be used in social media. Change it now."),
    Likeness.NEAR_SAME: N_("Nearly the same: whoever knows one guesses the other. Change it."),
    Likeness.DIFFERENT: N_("Different."),
}


class IntranetCompare(Check[Likeness]):
    """`account` is the one to begin with, None to ask."""

    PLACE = N_("Compare with an intranet password")
    HELP_TEXT = N_(
        "Type the password that you use on the intranet. It is compared with the account's and "
        "forgotten; only that the two are the same is written down. [F5 check.start] compares."
    )
    INTRO = N_("Of what you type nothing is kept, but that it is the same where it is.")

    def __init__(self, account: UUID | None = None) -> None:
        super().__init__()
        self._account = account

    def fields(self) -> ComposeResult:
        known = self.app.opened.records.accounts
        name = known[self._account].name if self._account else ""
        names = sorted(account.name for account in known.values())
        yield TextField("account", _("Account"), value=name, suggestions=names)
        yield Field("typed", _("Intranet password"), PasswordInput())

    def prepared(self) -> Callable[[Tell], Likeness] | None:
        register, field = self.app.opened, self.query_one("#typed", Field)
        typed = field.value
        try:
            account = accounts.find(register, self.value("account"))
        except InputError as error:
            self.complain_at("account", str(error))
            return None
        if not typed:
            self.complain_at("typed", _("Fill this in."))
            return None
        field.fill("")
        self._account = account.id
        return lambda _tell: intranet.compare(register, account.id, typed)

    def outcome(self, result: Likeness) -> Outcome:
        is_alike = result is not Likeness.DIFFERENT
        account = self.app.opened.records.accounts[self._account] if self._account else None
        said = _(_LIKENESS[result])
        name = account.name if account else ""
        line = Line(name, said, Health.HIGH if is_alike else Health.IN_ORDER, self._account)
        steps = [_("Enter begins to change it.")] if is_alike else []
        return Outcome(name, Health.HIGH if is_alike else Health.IN_ORDER, [line], steps)
