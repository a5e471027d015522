"""Inviting somebody: who, to what, and the file to send."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from screens.form import Form
from screens.widgets.field import Field, TextField
from somesec.errors import InputError
from somesec.language import N_, _
from somesec.register import exports, joining, units
from somesec.register.roles import UNIT_ADMIN


class Invite(Form):
    PLACE = N_("Invite")
    HELP_TEXT = N_(
        "Makes an invitation to send, by email if you like: there is no secret in it. A "
        "coordinator decides who is a member, a unit admin looks after the units named here, an "
        "auditor reads all but passwords. The invitation is good for two weeks. [F5 invite.make] "
        "makes it."
    )
    LABELS: ClassVar[Mapping[str, str]] = {
        "name": N_("Name"),
        "role": N_("Role"),
        "units": N_("Looks after the units"),
        "file": N_("Save it to the file"),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "save", N_("Invite"), id="invite.make", tooltip=N_("Make the invitation")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._made_for: tuple[str, ...] = ()
        self._text = ""

    def heading(self) -> str:
        return _("Invite somebody")

    def values(self) -> dict[str, str]:
        return {}

    def _control(self, name: str, label: str, value: str) -> Field:
        hints = {
            "units": _("of a unit admin; several parted by ;"),
            "file": _("empty: it is shown, to copy"),
        }
        if name in hints:
            return TextField(name, label, hints[name], suggestions=self.suggestions(name))
        return super()._control(name, label, value)

    def suggestions(self, field: str) -> list[str]:
        records = self.app.opened.records
        names = {name for unit in records.units.values() for name in unit.all_names}
        return sorted(names) if field == "units" else []

    def given(self) -> dict[str, str]:
        return {name: value.strip() for name, value in self.typed().items()}

    def store(self, changed: Mapping[str, str]) -> None:
        register, name, role = self.app.opened, changed["name"], changed["role"]
        named = [part.strip() for part in changed["units"].split(";") if part.strip()]
        _require(changed, named)
        looked_after = [units.find(register, part) for part in named]
        wanted = (name, role, *named)
        if self._made_for != wanted:
            self._text = joining.invite(register, name, role, looked_after)
            self._made_for = wanted
        if changed["file"]:
            exports.save(Path(changed["file"]).expanduser(), self._text.encode())

    def read_again(self) -> None:
        """An invitation is of nobody's making but one's own."""

    def _saved(self, _nothing: None) -> None:
        from screens.invited import Invited

        self.app.switch_screen(Invited(self._text, self.given()["file"]))


def _require(given: Mapping[str, str], named: list[str]) -> None:
    """Raises InputError for what is missing, by field."""
    wrong = [f"{field}: " + _("Fill this in.") for field in ("name", "role") if not given[field]]
    if given["role"] == UNIT_ADMIN and not named:
        wrong.append("units: " + _("Name the units that they look after."))
    if given["role"] and given["role"] != UNIT_ADMIN and named:
        wrong.append("units: " + _("Only a unit admin looks after units. Leave this empty."))
    if wrong:
        raise InputError("\n".join(wrong))
