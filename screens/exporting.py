"""Writing the register out to a file, with its passwords only after a typed confirmation."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Select, Static

from screens.act import Act
from screens.marks import Health
from screens.pane import Pane
from screens.text import clean
from screens.widgets.field import ChoiceField, Field, FileField, TextField
from screens.widgets.new_passphrase import NewPassphrase
from screens.widgets.scroll import Scroll
from somesec.language import N_, _
from somesec.register import exports
from somesec.register.resolve import same

_KDBX = "kdbx"


class Exporting(Act):
    PLACE = N_("Export")
    HELP_TEXT = N_(
        "Writes the register to a file that only you can read. A table can be edited and read in "
        "again; JSON holds all three tables; KDBX holds every login for KeePassXC, under a "
        "passphrase of its own. For passwords the organisation's name is typed first, and the "
        "trail keeps that they were taken out. [F5 export.write] writes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "write", N_("Write"), id="export.write"),
    ]
    AUTO_FOCUS = "#file Input"

    def body(self) -> ComposeResult:
        forms = [
            (_("a table as CSV"), "csv"),
            (_("everything as JSON"), "json"),
            (_("every login as KDBX, for KeePassXC"), _KDBX),
        ]
        tables = [(_("accounts"), "accounts"), (_("units"), "units"), (_("people"), "people")]
        yes_or_no = [(_("yes"), "yes"), (_("no"), "no")]
        with Scroll(classes="sheet", can_focus=False):
            yield Static(_("Write to a file"), classes="title", markup=False)
            yield FileField("file", _("File"), "accounts.csv")
            yield ChoiceField("form", _("Form"), forms, value="csv")
            yield ChoiceField("table", _("Table"), tables, value="accounts")
            yield ChoiceField("secrets", _("With passwords"), yes_or_no, value="no")
            yield ChoiceField("over", _("Replace the file"), yes_or_no, value="no")
            yield Static(id="warning-text", markup=False)
            yield TextField("name", _("Organisation's name"))
            with Vertical(id="own-passphrase"):
                yield NewPassphrase(lambda: self.app.opened.records.organisation.name)
            yield from self.ending()

    def on_mount(self) -> None:
        self._fit()

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Field).value.strip()

    @property
    def _with_secrets(self) -> bool:
        return (
            self._value("form") == _KDBX
            or (self._value("secrets") == "yes" and self._value("table") == "accounts")
            or (self._value("form") == "json" and self._value("secrets") == "yes")
        )

    @on(Select.Changed)
    def _fit(self) -> None:
        """Shows what goes with the form that is chosen."""
        if not self.is_mounted:
            return
        form = self._value("form")
        self.query_one("#table").display = form == "csv"
        is_accounts = form == "json" or (form == "csv" and self._value("table") == "accounts")
        self.query_one("#secrets").display = is_accounts
        self.query_one("#name").display = self._with_secrets
        self.query_one("#own-passphrase").display = form == _KDBX
        pane = Pane()
        if self._with_secrets:
            town = self.app.opened.records.organisation.name
            pane.gap()
            pane.mark(
                Health.HIGH,
                _("Whoever has the file and its passphrase has every password.")
                if form == _KDBX
                else _("The passwords stand in plain text: whoever reads the file has them."),
            )
            pane.line(
                _("To go on, type the organisation's name, {name}. The trail keeps it.").format(
                    name=town
                )
            )
        self.query_one("#warning-text", Static).update(pane.content)

    def action_write(self) -> None:
        if self.is_working:
            return
        for field in self.query(Field):
            field.complain("")
        named = self._value("file")
        if not named:
            self.query_one("#file", Field).complain(_("Name a file first."))
            self.query_one("#file", Field).enter()
            return
        register, form = self.app.opened, self._value("form")
        town = register.records.organisation.name
        if self._with_secrets and same(self._value("name")) != same(town):
            here = self.query_one("#name", Field)
            here.complain(_("That is another name. Nothing was exported."))
            here.enter()
            return
        passphrase = self.query_one(NewPassphrase).passphrase if form == _KDBX else ""
        if form == _KDBX and not passphrase:
            return
        file, what = Path(named).expanduser(), self._value("table") or "accounts"
        secrets, over = self._with_secrets, self._value("over") == "yes"
        key_file = self.app.key_file
        if key_file is not None and key_file.exists() and file.exists() and file.samefile(key_file):
            self.query_one("#file", Field).complain(
                _("{file} opens the register and is not replaced. Name another.").format(file=file)
            )
            return

        def work() -> None:
            exports.require_free(file, overwrite=over)
            if form == _KDBX:
                content = exports.export_kdbx(register, passphrase)
            else:
                content = exports.export(register, form, what=what, with_secrets=secrets)
            exports.save(file, content, overwrite=over)

        self.carry_out(work, lambda _nothing: self._written(named), saves=secrets)

    def _written(self, file: str) -> None:
        said = _("Written to {file}.").format(file=clean(file))
        if self._value("form") == _KDBX:
            said += " " + _(
                "It holds every password under a passphrase of its own. Keep them apart."
            )
        elif self._with_secrets:
            said += " " + _("It holds passwords in plain text. Delete it as soon as it has served.")
        self.app.say(said)
        self.dismiss(None)

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()
