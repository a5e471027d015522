"""A new password for an account in four steps, none of which can lose one."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, ProgressBar, Static

from policy.catalogue import load_catalogue
from policy.finding import Finding, Unknown
from screens import browser, qr
from screens.confirm import Confirm
from screens.marks import STYLES, Health
from screens.messages import Progress
from screens.page import Sheet
from screens.text import clean
from screens.widgets.password import PasswordInput
from screens.widgets.scroll import Scroll
from screens.widgets.secret import SecretText
from somesec import clock
from somesec.errors import SomesecError
from somesec.language import N_, _, ngettext
from somesec.model import Account, Answer, Person, Right
from somesec.register import rotation, secrets
from somesec.register.facts import CheckResult

_STEPS = (
    N_("A new password is kept safe here beside the old one"),
    N_("Change it at the service"),
    N_("Try to sign in with it"),
    N_("Confirm here; the old one is kept as previous"),
)
_NEXT = (
    N_("[F5 rotation.next] makes the new password and stores it."),
    N_("[F5 rotation.next] when the service has taken it."),
    N_(
        "[F5 rotation.next] when it lets you in. If only the old one does, press "
        "[x rotation.cancel]."
    ),
    N_("[F5 rotation.next] confirms."),
)
_PASSWORD_RULES = ("SOM2", "SOM3", "SOM4")
_WORDS = 5
# Characters that this many words with their hyphens hardly ever go beyond.
_ROOM_FOR_WORDS = 64


class Rotation(Sheet):
    """The rotation of one account; `left` is how many are left, this one too, where somebody goes
    through several. Answers with True when it was confirmed or cancelled, with False when it was
    skipped, with None when the page was left."""

    PLACE = N_("Rotation")
    HELP_TEXT = N_(
        "The new password is stored before it is shown, and the old one stays until you confirm. "
        "Leave any time: the rotation stays among the unfinished ones until you confirm or cancel. "
        "Where the service has rules of its own for passwords, type one yourself with "
        "[n rotation.own] at first."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "next", N_("Next"), id="rotation.next", tooltip=N_("Go to the next step")),
        Binding("w", "kind", N_("Words or characters"), id="rotation.kind"),
        Binding(
            "n",
            "own",
            N_("One of your own"),
            id="rotation.own",
            tooltip=N_("Type the new password yourself"),
        ),
        Binding(
            "s", "skip", N_("Skip"), id="rotation.skip", tooltip=N_("Later; go on to the next one")
        ),
        Binding("v", "reveal", N_("Show"), id="rotation.show"),
        Binding(
            "c", "copy", N_("Copy"), id="rotation.copy", tooltip=N_("Cleared after 30 seconds")
        ),
        Binding("d", "dictate", N_("Dictate"), id="rotation.dictate"),
        Binding(
            "o",
            "browser",
            N_("Browser"),
            show=False,
            id="rotation.open",
            tooltip=N_("Open the address"),
        ),
        Binding(
            "a",
            "copy_address",
            N_("Copy the address"),
            show=False,
            id="rotation.copy-address",
        ),
        Binding(
            "p",
            "old",
            N_("Show the old one"),
            show=False,
            id="rotation.old",
            tooltip=N_("The password that was in use so far"),
        ),
        Binding(
            "q",
            "qr",
            N_("QR"),
            show=False,
            id="rotation.qr",
            tooltip=N_("The address for a telephone"),
        ),
        Binding("x", "cancel", N_("Cancel"), id="rotation.cancel", tooltip=N_("Keep the old one")),
    ]
    AUTO_FOCUS = "#steps-scroll"

    def __init__(self, account: UUID, left: int = 0) -> None:
        super().__init__()
        self._account_id = account
        self._left = left
        self._shown_old = False
        self._audited_before: object = None
        self._step = 0
        self._resumed = False
        self._in_words: bool | None = None
        self._working = False
        self._looking_up = False
        self._not_looked_up = ""

    @property
    def _account(self) -> Account:
        return self.app.opened.records.accounts[self._account_id]

    @property
    def _address(self) -> str:
        platform = load_catalogue().get(self._account.platform)
        return (platform.change_password or platform.sign_in or "") if platform else ""

    @property
    def _words(self) -> bool:
        """Whether words are made: what was asked for, else where the service takes so many."""
        if self._in_words is None:
            platform = load_catalogue().get(self._account.platform)
            longest = platform.password_maximum if platform else None
            return longest is None or longest >= _ROOM_FOR_WORDS
        return self._in_words

    def body(self) -> ComposeResult:
        with Scroll(id="steps-scroll", classes="sheet"):
            yield Static(id="heading", classes="title", markup=False)
            yield Static(id="before", markup=False)
            yield SecretText(id="secret")
            yield PasswordInput(placeholder=_("The new password"), id="own")
            yield Static(id="after", markup=False)
            yield Static(id="next", markup=False)
            yield ProgressBar(id="progress", show_eta=False, show_percentage=False)
            yield Static(id="error", classes="error", markup=False)
            yield Static(id="qr", markup=False)

    def on_mount(self) -> None:
        for name in ("#progress", "#qr", "#own"):
            self.query_one(name).display = False
        if self._account.pending_since:
            self._step, self._resumed = 1, True
        self.draw()

    # What it shows

    def show(self) -> None:
        if self.app.register is None:
            return
        is_over = self._step == len(_STEPS)
        step = _("step {number} of {all}").format(number=self._step + 1, all=len(_STEPS))
        left = self._left - is_over
        going = ngettext("{count} left", "{count} left", left).format(count=left)
        heading = Content.assemble(
            (_("Rotate {account}").format(account=clean(self._account.name)), "bold"),
            ("" if is_over else f"   {step}", STYLES["quiet"]),
            (f"   {going}" if self._left > 1 and left else "", STYLES["quiet"]),
        )
        self.query_one("#heading", Static).update(heading)
        lines = [self._line(number) for number in range(len(_STEPS))]
        self.query_one("#before", Static).update(Content("\n").join(lines[:2]))
        self.query_one("#after", Static).update(Content("\n").join(lines[2:]))
        self.query_one("#secret").display = 0 < self._step < len(_STEPS)
        said = (
            self._outcome()
            if is_over
            else [Content.styled(line, STYLES["quiet"]) for line in self._said()]
        )
        self.query_one("#next", Static).update(Content("\n").join(said))
        self.refresh_bindings()

    def _outcome(self) -> list[Content]:
        """What the audit says of the new password, and who must know of it."""
        audit, lines = self.app.audit, []
        if audit is None or audit is self._audited_before or self._looking_up:
            lines.append(Content.styled(_("Checking the new password …"), STYLES["quiet"]))
        else:
            answers: list[Finding | Unknown] = [*audit.findings, *audit.unknown]
            said = [
                answer
                for answer in answers
                if answer.subject == self._account_id and answer.rule.startswith(_PASSWORD_RULES)
            ]
            for answer in said:
                is_found = isinstance(answer, Finding)
                state = Health.of(answer.severity) if is_found else Health.UNKNOWN  # type: ignore[union-attr]
                text = str(answer.message if is_found else answer.reason)  # type: ignore[union-attr]
                lines.append(
                    Content.assemble((f"{state} ", STYLES.get(state.tone, "")), (clean(text), ""))
                )
            if not any(isinstance(answer, Finding) for answer in said):
                lines.insert(
                    0,
                    Content.styled(
                        "✓ " + _("The new password is strong and like no other one here."),
                        STYLES["accent"],
                    ),
                )
            lines += [Content.styled(said, STYLES["quiet"]) for said in self._about_breaches()]
        people = self.app.opened.records.people
        names = [
            people[holder.person].name
            for holder in self._account.administrators
            if holder.person in people
            and Right.ADMINISTER in holder.rights
            and not _is_leaving(people[holder.person])
        ]
        if names:
            lines.append(Content(""))
            lines.append(
                Content.assemble(
                    (_("Tell them: {names}").format(names=clean(", ".join(names))), "bold"),
                    "\n",
                    (
                        _(
                            "Those who open the register read it there. Say it to others by "
                            "telephone or face to face, never by mail or message."
                        ),
                        STYLES["quiet"],
                    ),
                )
            )
        lines.append(Content(""))
        lines.append(
            Content.styled(
                _("[F5 rotation.next] goes on to the next one.")
                if self._left > 1
                else _("[F5 rotation.next] closes this."),
                STYLES["quiet"],
            )
        )
        return lines

    def _about_breaches(self) -> Iterator[str]:
        """Why it is not known whether the new password is in a known breach, and what to do."""
        facts = self._account.facts
        if self._not_looked_up:
            yield clean(self._not_looked_up)
        elif facts is not None and facts.breach.seen is Answer.UNKNOWN:
            yield _(
                "[F9 app.checks] looks passwords up in known breaches, and new ones from then on "
                "if you say so."
            )

    def _line(self, number: int) -> Content:
        mark = "✓" if number < self._step else "→" if number == self._step else " "
        style = "bold" if number == self._step else STYLES["quiet"]
        text = f"{mark} {number + 1}  {_(_STEPS[number])}"
        if number == 1 and self._address:
            return Content.assemble(
                (text, style), ("\n  " + clean(self._address), STYLES["accent"])
            )
        return Content.styled(text, style)

    def _said(self) -> list[str]:
        lines = [_(_NEXT[self._step])]
        if self._step == 0:
            kind = (
                _("It will be {count} words, which are easy to type and to dictate.").format(
                    count=_WORDS
                )
                if self._words
                else _("It will be random characters, as many as the service needs.")
            )
            lines.append(kind)
            limits = self._limits()
            if limits:
                lines.append(limits)
        else:
            lines.append(
                _("Leave any time: this stays among the unfinished until it is confirmed.")
            )
        if self._step == 1 and self._address:
            lines.append(
                _(
                    "[o rotation.open] opens the address here, [a rotation.copy-address] copies "
                    "it, [q rotation.qr] shows it as a QR code for a telephone."
                )
                if browser.is_there()
                else _(
                    "[a rotation.copy-address] copies the address, [q rotation.qr] shows it as a "
                    "QR code for a telephone."
                )
            )
        if self._resumed:
            lines.insert(
                0,
                _(
                    "This was begun earlier. Does the new password let you in? Then go on to the "
                    "end. If only the old one does, press [x rotation.cancel]. [v rotation.show] "
                    "shows the new one, [p rotation.old] the old one."
                ),
            )
        return lines

    def _limits(self) -> str:
        """What the service takes, where that is known."""
        platform = load_catalogue().get(self._account.platform)
        least, most = (
            (platform.password_minimum, platform.password_maximum) if platform else (None, None)
        )
        if least and most:
            return _("{service} takes {least} to {most} characters.").format(
                service=self._account.platform, least=least, most=most
            )
        if least:
            return _("{service} asks for {least} characters at least.").format(
                service=self._account.platform, least=least
            )
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        is_begun = 0 < self._step < len(_STEPS)
        if action in ("kind", "own"):
            return self._step == 0
        if action in ("reveal", "copy", "dictate", "cancel", "old"):
            return is_begun
        if action in ("browser", "qr", "copy_address"):
            is_open = action != "browser" or browser.is_there()
            return is_begun and is_open and bool(self.app.register and self._address)
        if action == "skip":
            return self._left > 1 and self._step < len(_STEPS)
        return True

    # Steps

    def action_kind(self) -> None:
        self._in_words = not self._words
        self.draw()

    def action_next(self) -> None:
        if self._working:
            return
        if self._step == 0:
            self._start()
        elif self._step == len(_STEPS):
            self.dismiss(True)
        elif self._step < len(_STEPS) - 1:
            self._step += 1
            self.query_one("#qr").display = False
            self.draw()
        else:
            self._confirm()

    def action_back(self) -> None:
        own = self.query_one("#own", Input)
        if own.display:
            own.clear()
            own.display = False
            self.query_one("#steps-scroll").focus()
        else:
            self.dismiss(True if self._step == len(_STEPS) and not self._left else None)

    def action_skip(self) -> None:
        self.dismiss(False)

    def action_own(self) -> None:
        own = self.query_one("#own", Input)
        own.display = True
        own.focus()

    @on(Input.Submitted, "#own")
    def _start_own(self, event: Input.Submitted) -> None:
        password = event.value
        event.input.clear()
        event.input.display = False
        self.query_one("#steps-scroll").focus()
        if password and not self._working:
            self._start(password)

    def _start(self, password: str | None = None) -> None:
        register, account, words = (
            self.app.opened,
            self._account_id,
            _WORDS if self._words else None,
        )
        self._begin()
        self.app.carry_out(
            lambda: rotation.start(register, account, password=password, words=words),
            self._started,
            owner=self,
            failed=self._failed,
            saves=True,
        )

    def _started(self, password: str) -> None:
        self._end()
        self._step = 1
        self.draw()
        self.query_one(SecretText).reveal(password)

    def _confirm(self) -> None:
        register, account = self.app.opened, self._account_id
        self._begin()
        self.app.carry_out(
            lambda: rotation.confirm(register, account),
            self._confirmed,
            owner=self,
            failed=self._failed,
            saves=True,
        )

    def _confirmed(self, account: Account) -> None:
        self._end()
        self.app.forget_copied()
        self.query_one(SecretText).hide()
        self._audited_before, self._step = self.app.audit, len(_STEPS)
        self.app.say(_("{account} has its new password.").format(account=account.name))
        self._look_up()
        self.draw()

    def _look_up(self) -> None:
        """Looks the new password up in known breaches, where somebody said in which."""
        from screens.breach_check import looked_up

        place, register = self.app.preferences.breaches, self.app.opened
        if not place:
            return
        self._looking_up = True

        def answered(_result: CheckResult) -> None:
            self._looking_up, self._audited_before = False, self.app.audit
            self.app.look_again()
            self.draw()

        def failed(error: SomesecError) -> None:
            self._looking_up, self._not_looked_up = False, str(error)
            self.draw()

        # It may wait for a service: no save that others wait for.
        self.app.carry_out(
            lambda: looked_up(register, self._account_id, place),
            answered,
            owner=self,
            failed=failed,
        )

    def action_cancel(self) -> None:
        def answered(drop: bool | None) -> None:
            if not drop:
                return
            register, account = self.app.opened, self._account_id
            self._begin()
            self.app.carry_out(
                lambda: rotation.cancel(register, account),
                self._cancelled,
                owner=self,
                failed=self._failed,
                saves=True,
            )

        if not self._working:
            self.app.open(
                Confirm(
                    _("Does the old password still let you in? The new one is then thrown away."),
                    _("Yes, throw the new one away"),
                    _("No, go on"),
                ),
                answered,
            )

    def _cancelled(self, account: Account) -> None:
        self.app.forget_copied()
        self.app.say(_("{account} keeps its old password.").format(account=account.name))
        self.dismiss(True)

    def _begin(self) -> None:
        self._working = True
        self.query_one("#error", Static).update("")
        self.query_one("#progress").display = True

    def _end(self) -> None:
        self._working = False
        self.query_one("#progress").display = False

    def _failed(self, error: SomesecError) -> None:
        self._end()
        self.query_one("#error", Static).update(clean(str(error)))

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        self.query_one("#progress", ProgressBar).update(total=message.total, progress=message.done)

    # The password and the address

    def action_reveal(self) -> None:
        secret = self.query_one(SecretText)
        if secret.is_shown and not self._shown_old:
            secret.hide()
            return
        self._shown_old = False
        self._with_pending(dictating=False)

    def action_old(self) -> None:
        register, account, secret = self.app.opened, self._account_id, self.query_one(SecretText)
        if secret.is_shown and self._shown_old:
            secret.hide()
            return
        self._shown_old = True
        self.app.carry_out(
            lambda: secrets.show(register, account),
            lambda value: secret.reveal(value, label=_("The old one:")),
            owner=self,
            failed=self._failed,
        )

    def action_dictate(self) -> None:
        self._shown_old = False
        self._with_pending(dictating=True)

    def _with_pending(self, *, dictating: bool) -> None:
        register, account = self.app.opened, self._account_id
        self.app.carry_out(
            lambda: rotation.pending(register, account),
            lambda value: self.query_one(SecretText).reveal(
                value, dictating=dictating, label=_("The new one:") if self._resumed else ""
            ),
            owner=self,
            failed=self._failed,
        )

    def action_copy(self) -> None:
        register, account = self.app.opened, self._account_id
        self.app.carry_out(
            lambda: rotation.pending(register, account),
            lambda value: self.app.copy_secret(value, self),
            owner=self,
            failed=self._failed,
        )

    def action_copy_address(self) -> None:
        self.app.copy_secret(self._address, self)

    def action_browser(self) -> None:
        self.app.open_url(self._address)

    def action_qr(self) -> None:
        drawing = self.query_one("#qr", Static)
        drawing.display = not drawing.display
        if drawing.display:
            drawing.update(qr.drawn(self._address))
            self.call_after_refresh(drawing.scroll_visible)


def _is_leaving(person: Person) -> bool:
    """Whether their last day has come. `Person.has_left` counts that day as one at work, on which
    the rules find nothing wrong; but often it is for them that the password is changed, and then
    they must not be told the new one."""
    return person.left_on is not None and person.left_on <= clock.today()
