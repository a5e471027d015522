"""The guidelines there are, those of files too: what each would change here, and choosing one."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from policy.engine import Audit, pack_named
from policy.finding import Severity
from policy.pack import Pack, pack_names
from screens import value_words
from screens.ask import Ask
from screens.confirm import Confirm
from screens.listed import Listed
from screens.marks import SHAPES
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec import clock
from somesec.errors import InputError
from somesec.language import N_, _, ngettext
from somesec.register import auditing, policies
from somesec.register.rights import decides

_NAME = 36


class _Weighed(NamedTuple):
    """What would be another under a guideline: the key of each value, with what it is now and would
    be, and what an audit finds now and would find."""

    values: Sequence[tuple[str, Any, Any]]
    now: Audit
    then: Audit


class Guidelines(Listed, Sheet):
    PLACE = N_("Guidelines")
    HELP_TEXT = N_(
        "The register goes by one guideline. The list has those that come with the program, and "
        "[o guidelines.file] opens one of your own in a file, which is checked first. Beside each "
        "stands what would be another under it; nothing changes before you choose it with "
        "[c guidelines.choose]."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "file", N_("Open a file"), id="guidelines.file"),
        Binding("c", "take", N_("Choose it"), id="guidelines.choose"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._packs: dict[str, Pack] = {name: pack_named(name) for name in pack_names()}
        self._weighed: dict[str, _Weighed] = {}

    def columns(self) -> Sequence[Column]:
        return (
            Column("name", _("Guideline"), least=24, most=64, sortable=False),
            Column("version", _("Version"), right=True, sortable=False),
        )

    def show(self) -> None:
        if self.app.register is None:
            return
        self._weighed.clear()
        chosen = self.app.opened.records.organisation.policy
        rows = []
        for key, pack in self._packs.items():
            mark = "✓ " if key == chosen else "  "
            name = pack.title if key == pack.id else f"{pack.title} · {Path(key).name}"
            rows.append(Row(key, (Cell(mark + name, "strong"), Cell(pack.version))))
        self.fill(rows)

    def detail(self, key: str) -> Content:
        pack, pane = self._packs[key], Pane()
        pane.title(pack.title, f"{pack.id} {pack.version}")
        pane.line(
            ngettext("{count} clause", "{count} clauses", len(pack.clauses)).format(
                count=len(pack.clauses)
            ),
            "quiet",
        )
        if key == self.app.opened.records.organisation.policy:
            pane.line(_("✓ The register goes by it."), "in-order")
        weighed = self._weighed.get(key)
        if weighed is None:
            pane.line(_("Looking the register through …"), "quiet")
            self._weigh(key)
        else:
            _tell(weighed, pane)
        return pane.content

    def _weigh(self, key: str) -> None:
        register, pack, today = self.app.opened, self._packs[key], clock.today()

        def weigh() -> _Weighed:
            now = policies.values_of(policies.in_force(register))
            then = policies.full_values(pack, now)
            differing = [
                (key, now.get(key), then[key])
                for key in sorted(then, key=value_words.place)
                if then[key] != now.get(key)
            ]
            return _Weighed(
                differing,
                auditing.audit(register, today=today),
                auditing.audit(register, today=today, policy=key),
            )

        def take(weighed: _Weighed) -> None:
            self._weighed[key] = weighed
            if key == self.key:
                self.show_detail()

        self.app.carry_out(weigh, take, owner=self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take":
            return self.app.register is not None and bool(self.key) and decides(self.app.opened)
        return super().check_action(action, parameters)

    def action_file(self) -> None:
        def answered(typed: tuple[str, ...] | None) -> None:
            if typed is not None:
                key = str(Path(typed[0]).expanduser())
                self._packs[key] = _in_file(typed[0])
                self.show()
                self.query_one("#list", Rows).go_to(key)

        self.app.open(
            Ask(_("A guideline of your own, as TOML: which file?"), [("", "")], _in_file), answered
        )

    @on(Rows.Chosen, "#list")
    def action_take(self) -> None:
        if not self.check_action("take", ()):
            return
        key, register = self.key, self.app.opened
        pack = self._packs[key]
        if key in pack_names():
            question = _("Go by {name}? What this register had set otherwise is taken back.")
        else:
            question = _(
                "Take over the values of {name}? What this register had set otherwise is taken "
                "back. The clauses stay those of the guideline that comes with the program."
            )

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.app.carry_out(
                    lambda: policies.choose(register, pack),
                    lambda _nothing: self.app.say(
                        _("The register goes by {name} now.").format(name=pack.title)
                    ),
                    owner=self,
                    saves=True,
                )

        self.app.open(
            Confirm(question.format(name=pack.title), _("Choose it"), _("Go back")), answered
        )


def _in_file(name: str) -> Pack:
    """Raises InputError where the file is no guideline, and says what is wrong at which line."""
    file = Path(name).expanduser()
    if not name or not file.is_file():
        raise InputError(_("There is no file {file}.").format(file=file))
    return pack_named(str(file))


def _tell(weighed: _Weighed, pane: Pane) -> None:
    pane.heading(_("Findings, now and then"))
    for severity in Severity:
        before, after = (a.summary.findings[severity] for a in (weighed.now, weighed.then))
        if before or after:
            pane.columns(
                (f"{SHAPES[severity]} {severity.label}", f"{before} → {after}"),
                (22,),
                "" if before == after else "bold",
            )
    pane.heading(_("Values that would be others"))
    for group, those in groupby(weighed.values, key=lambda value: value_words.group_of(value[0])):
        pane.line(group.called, "quiet")
        for key, now, then in those:
            change = f"{value_words.said(key, now)} → {value_words.said(key, then)}"
            pane.columns((value_words.name(key), change), (_NAME,))
    if not weighed.values:
        pane.line(_("None."), "quiet")
