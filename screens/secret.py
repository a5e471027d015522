"""The secrets of one account: which there are, and each one behind a key."""

from collections.abc import Callable
from typing import ClassVar, TypeVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, ProgressBar, Static

from screens.labels import SECRETS
from screens.messages import Progress
from screens.page import Sheet
from screens.text import clean
from screens.widgets.password import PasswordInput
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from screens.widgets.secret import SecretText
from somesec.errors import SomesecError
from somesec.language import N_, _, ngettext
from somesec.register import secrets

T = TypeVar("T")


class SecretPage(Sheet):
    PLACE = N_("Secrets")
    HELP_TEXT = N_(
        "What is kept sealed for this account. Showing or copying one is written into the "
        "register's trail. To change the password at the service, use rotation instead: it cannot "
        "lose one. A recovery code works once: [u secret.use-code] takes the one that was used off "
        "the list."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "reveal", N_("Show"), id="secret.show"),
        Binding("c", "copy", N_("Copy"), id="secret.copy", tooltip=N_("Cleared after 30 seconds")),
        Binding("d", "dictate", N_("Dictate"), id="secret.dictate", tooltip=N_("Letter by letter")),
        Binding(
            "n", "write", N_("Write down"), id="secret.write", tooltip=N_("Put in another value")
        ),
        Binding("r", "rotate", N_("Rotate"), id="secret.rotate"),
        Binding(
            "u",
            "use_code",
            N_("Used a code"),
            id="secret.use-code",
            tooltip=N_("Take a recovery code that was used off the list"),
        ),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self, account: UUID) -> None:
        super().__init__()
        self._account = account
        self._present: tuple[str, ...] = ()
        self._is_using_code = False

    def body(self) -> ComposeResult:
        account = self.app.opened.records.accounts[self._account]
        with Scroll(classes="sheet", can_focus=False):
            yield Static(clean(account.name), classes="title", markup=False)
            yield Rows(
                Column("field", "", least=20, sortable=False),
                Column("state", "", least=10, sortable=False),
                titles=False,
                id="list",
            )
            yield SecretText(id="secret")
            yield PasswordInput(id="new")
            yield ProgressBar(id="progress", show_eta=False, show_percentage=False)
            yield Static(id="error", classes="error", markup=False)

    def on_mount(self) -> None:
        self.query_one("#new").display = False
        self.query_one("#progress").display = False

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            self.app.carry_out(
                lambda: secrets.fields(register, self._account),
                self._list,
                owner=self,
                failed=self._failed,
            )

    def _list(self, present: tuple[str, ...]) -> None:
        self._present = present
        self.query_one(Rows).show(
            [
                Row(
                    name,
                    (
                        Cell(_(label), "strong" if name in present else "quiet"),
                        Cell(_("kept here") if name in present else _("none"), "quiet"),
                    ),
                )
                for name, label in SECRETS.items()
            ]
        )

    @property
    def _field(self) -> str:
        return self.query_one(Rows).key or "password"

    @on(Rows.Highlighted)
    def _hide(self) -> None:
        secret = self.query_one(SecretText)
        secret.hide()
        secret.display = self._field in self._present
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "use_code":
            is_theirs = self.is_mounted and self._field == "recovery_codes"
            return is_theirs and "recovery_codes" in self._present
        return super().check_action(action, parameters)

    @on(Rows.Chosen)
    def action_reveal(self) -> None:
        secret = self.query_one(SecretText)
        if secret.is_shown:
            secret.hide()
        else:
            self._reveal(dictating=False)

    def action_dictate(self) -> None:
        self._reveal(dictating=True)

    def _reveal(self, *, dictating: bool) -> None:
        secret = self.query_one(SecretText)
        if self._field == "totp":
            self._with_code(lambda key: secret.reveal_code(key.now, dictating=dictating))
        else:
            self._with_secret(lambda value: secret.reveal(value, dictating=dictating))

    def action_copy(self) -> None:
        if self._field == "totp":
            self._with_code(lambda key: self.app.copy_secret(key.now()[0], self))
        else:
            self._with_secret(lambda value: self.app.copy_secret(value, self))

    def action_rotate(self) -> None:
        from screens.rotation import Rotation

        self.app.open(Rotation(self._account))

    def _with_secret(self, use: Callable[[str], None]) -> None:
        register, account, field = self.app.opened, self._account, self._field
        self._open(lambda: secrets.show(register, account, field), use)

    def _with_code(self, use: Callable[[secrets.TotpKey], None]) -> None:
        register, account = self.app.opened, self._account
        self._open(lambda: secrets.totp_key(register, account), use)

    def _open(self, act: Callable[[], T], use: Callable[[T], None]) -> None:
        if self._field not in self._present:
            self.query_one("#error", Static).update(
                _("There is none. Press [n secret.write] to write it down.")
            )
            return
        self.query_one("#error", Static).update(
            _("The trail does not tell that it was opened: it cannot be written.")
            if self.app.opened.problems
            else ""
        )
        self.app.carry_out(act, use, owner=self, failed=self._failed)

    # Writing one down

    def action_use_code(self) -> None:
        self._ask(_("Which code was used? Its place in the list, or the code"))
        self._is_using_code = True

    def action_write(self) -> None:
        asked = _(SECRETS[self._field])
        if self._field in secrets.LISTS:
            asked += " " + _("(several parted by semicolons)")
        self._ask(asked)
        self._is_using_code = False

    def _ask(self, asked: str) -> None:
        new = self.query_one("#new", Input)
        new.display = True
        new.placeholder = asked
        new.focus()

    @on(Input.Submitted, "#new")
    def _write(self, event: Input.Submitted) -> None:
        register, account, field, value = (self.app.opened, self._account, self._field, event.value)
        event.input.clear()
        event.input.display = False
        self.query_one(Rows).focus()
        if not value:
            return
        if self._is_using_code:
            self.app.carry_out(
                lambda: secrets.use_recovery_code(register, account, value),
                self._used,
                owner=self,
                failed=self._failed,
                saves=True,
            )
            return
        if field in secrets.LISTS:
            value = "\n".join(part.strip() for part in value.split(";"))
        self.query_one("#progress").display = True
        told = self.app.progress_to(self)
        self.app.carry_out(
            lambda: secrets.set_field(register, account, field, value, progress=told),
            self._written,
            owner=self,
            failed=self._failed,
            saves=True,
        )

    def _written(self, _account: object) -> None:
        self.query_one("#progress").display = False
        self.query_one("#error", Static).update("")
        self.app.say(_("Saved."))

    def _used(self, left: int) -> None:
        self._hide()
        self.query_one("#error", Static).update("")
        if left:
            self.app.say(
                ngettext(
                    "Taken off the list. {count} code is left.",
                    "Taken off the list. {count} codes are left.",
                    left,
                ).format(count=left)
            )
        else:
            self.app.say(
                _("That was the last code. Make new ones at the service and write them down here.")
            )

    def _failed(self, error: SomesecError) -> None:
        self.query_one("#progress").display = False
        self.query_one("#error", Static).update(clean(str(error)))

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        self.query_one("#progress", ProgressBar).update(total=message.total, progress=message.done)
