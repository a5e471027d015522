"""The guideline's values: intervals, thresholds, severities, rules that are off; and which of them
the register has set otherwise."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from policy.rules import RULES
from screens.form import Form
from screens.listed import Listed
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.errors import InputError
from somesec.language import N_, _, show_date
from somesec.register import policies
from somesec.register.policies import Value
from somesec.register.rights import decides


class PolicyValues(Listed, Sheet):
    PLACE = N_("The guideline's values")
    HELP_TEXT = N_(
        "By what the rules go. A coordinator may set a value otherwise for this register: Enter "
        "does that, x takes it back. Who set it and when is kept. Intervals are days. o lists the "
        "guidelines that there are, to choose another."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "set", N_("Set"), id="policy.set", tooltip=N_("Set it for this register")),
        Binding("x", "unset", N_("Take back"), id="policy.unset"),
        Binding("o", "guidelines", N_("Guidelines"), id="policy.guidelines"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._values: dict[str, Value] = {}

    def columns(self) -> Sequence[Column]:
        return (
            Column("key", _("Value of"), least=24, sortable=False),
            Column("value", _("Value"), least=10, sortable=False),
            Column("own", _("Set by"), least=10, rank=1, sortable=False),
        )

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        self._values = {value.key: value for value in policies.values(register)}
        pack = policies.in_force(register)
        self.fill(
            [_row(value) for value in self._values.values()],
            Content.styled(f"{pack.name} ({pack.id}, {pack.version})", "bold"),
        )

    def detail(self, key: str) -> Content:
        value = self._values[key]
        pane = Pane()
        pane.title(key)
        pane.line(meaning(key), "quiet")
        pane.value(_("Value"), policies.said(value.value))
        if value.own:
            pane.value(_("Otherwise"), policies.said(value.default))
            pane.value(_("Set by"), value.own.set_by)
            pane.value(_("Set on"), show_date(value.own.set_at.date()))
        return pane.content

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action not in ("set", "unset"):
            return True
        may = self.app.register is not None and bool(self.key) and decides(self.app.opened)
        return may and (action == "set" or self._values[self.key].own is not None)

    def action_guidelines(self) -> None:
        from screens.guidelines import Guidelines

        self.app.open(Guidelines())

    @on(Rows.Chosen, "#list")
    def action_set(self) -> None:
        if self.check_action("set", ()):
            self.app.open(PolicyValue(self.key))

    def action_unset(self) -> None:
        key, register = self.key, self.app.opened
        self.app.carry_out(
            lambda: policies.unset(register, key),
            lambda _nothing: self.app.say(_("{key} is the pack's own again.").format(key=key)),
            owner=self,
            saves=True,
        )


class PolicyValue(Form):
    """One value, to be set for this register."""

    PLACE = N_("The guideline's values")
    LABELS: ClassVar[Mapping[str, str]] = {"value": N_("Value")}
    HELP_TEXT = N_(
        "A number of days, a severity (info, low, medium, high, critical), or codes of rules "
        "parted by spaces. F5 saves."
    )

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def heading(self) -> str:
        return f"{self._key}\n{meaning(self._key)}"

    def values(self) -> dict[str, str]:
        known = {value.key: value.value for value in policies.values(self.app.opened)}
        return {"value": policies.said(known[self._key]).replace(",", "")}

    def store(self, changed: Mapping[str, str]) -> None:
        text = changed["value"].strip()
        if self._key == policies.OFF:
            text = "[" + ", ".join(f'"{code}"' for code in text.replace(",", " ").split()) + "]"
        try:
            policies.put(self.app.opened, self._key, text)
        except InputError as error:
            raise InputError(f"value: {error}") from None

    def read_again(self) -> None:
        """The newest setting of a key holds."""


def meaning(key: str) -> str:
    """What a value says, in words: a severity's rule, or what is counted."""
    group, _dot, name = key.partition(".")
    if group == "severities":
        return next((_(rule.summary) for rule in RULES if rule.code == name), "")
    return _(_MEANINGS.get(key, "")) if key in _MEANINGS else ""


_MEANINGS = {
    "off": N_("Rules that are not checked."),
    "thresholds.strength": N_("The least strength of a password, from 0 to 4."),
    "thresholds.length": N_("The least number of a password's characters."),
    "thresholds.length_with_factor": N_("The same where there is a second factor."),
    "thresholds.administrators": N_("How many administrators an account has at least."),
    "intervals.breach_check": N_("Days between looks into known breaches."),
    "intervals.intranet_check": N_("Days between comparisons with the intranet's passwords."),
    "intervals.measurement": N_("Days until a password is measured again."),
    "intervals.pending": N_("Days that a rotation may stay unfinished."),
    "intervals.terms_review": N_("Days between reviews of terms of service."),
    "intervals.terms_due_soon": N_("Days before that, from which on it is due soon."),
    "intervals.briefing": N_("Days between briefings of an administrator."),
    "intervals.declaration": N_("Days between declarations of an administrator."),
    "intervals.maintainer": N_("Days between looks whether the page says who maintains it."),
    "intervals.links": N_("Days between looks whether the website links to the page."),
    "intervals.post": N_("Days between posts on a page."),
    "intervals.look": N_("Days between looks at a page."),
    "intervals.risk_review": N_("Days between reviews of an account's risks."),
    "intervals.text_changed": N_("Days to review terms whose text has changed."),
    "intervals.closing": N_("Days that the closing of an account may take."),
    "intervals.incident": N_("Days until an incident's steps are taken."),
    "intervals.scan": N_("Days between looks for logins kept in browsers."),
    "intervals.waiver": N_("The longest that a waiver may run, in days."),
}


def _row(value: Value) -> Row:
    own = value.own
    return Row(
        value.key,
        (
            Cell(value.key, "strong" if own else ""),
            Cell(policies.said(value.value), "accent" if own else ""),
            Cell(own.set_by if own else "", "quiet"),
        ),
    )
