"""The guideline's values: intervals, thresholds, severities, rules that are off; and which of them
the register has set otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from screens import value_words
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
        "does that, [x policy.unset] takes it back. Who set it and when is kept. Intervals are "
        "days. [o policy.guidelines] lists the guidelines that there are, to choose another."
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
            Column("name", _("Value of"), least=24, most=64, sortable=False),
            Column("value", _("Value"), least=10, right=True, sortable=False),
            Column("own", _("Set by"), least=10, rank=1, sortable=False),
        )

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        values = sorted(policies.values(register), key=lambda value: value_words.place(value.key))
        self._values = {value.key: value for value in values}
        pack = policies.in_force(register)
        self.fill(list(_rows(values)), Content.styled(pack.title, "bold"))

    def detail(self, key: str) -> Content:
        value = self._values[key]
        pane = Pane()
        pane.title(value_words.name(key))
        if value_words.meaning(key):
            pane.line(value_words.meaning(key), "quiet")
        pane.gap()
        pane.value(_("Value"), value_words.said(key, value.value))
        if value.own:
            pane.value(_("Otherwise"), value_words.said(key, value.default))
            pane.value(_("Set by"), value.own.set_by)
            pane.value(_("Set on"), show_date(value.own.set_at.date()))
        # By which files of guidelines and the command line know it.
        pane.value(_("Key"), key)
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
            lambda _nothing: self.app.say(
                _("{value} is the guideline's own again.").format(value=value_words.name(key))
            ),
            owner=self,
            saves=True,
        )


class PolicyValue(Form):
    """One value, to be set for this register."""

    PLACE = N_("The guideline's values")
    LABELS: ClassVar[Mapping[str, str]] = {"value": N_("Value")}
    HELP_TEXT = N_(
        "A number of days, a severity (info, low, medium, high, critical), or codes of rules "
        "parted by spaces. [F5 form.save] saves."
    )

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def heading(self) -> str:
        return f"{value_words.name(self._key)}\n{value_words.meaning(self._key)}".rstrip()

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


def _rows(values: Sequence[Value]) -> Iterator[Row]:
    """The values under the names of their groups."""
    for group, those in groupby(values, key=lambda value: value_words.group_of(value.key)):
        if group is not value_words.group_of(values[0].key):
            yield Row("", (Cell(""),), heading=True)
        yield Row(str(group), (Cell(group.called),), heading=True)
        yield from map(_row, those)


def _row(value: Value) -> Row:
    own = value.own
    return Row(
        value.key,
        (
            Cell(value_words.name(value.key), "strong" if own else ""),
            Cell(value_words.said(value.key, value.value), "accent" if own else ""),
            Cell(own.set_by if own else "", "quiet"),
        ),
    )
