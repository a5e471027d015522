"""Writing something to a file: its form, where to, and whether a file there is replaced."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Select, Static

from screens.act import Act
from screens.widgets.field import ChoiceField, Field, FileField
from screens.widgets.scroll import Scroll
from somesec.language import N_, _
from somesec.register import exports


class FileForm(NamedTuple):
    """A form that a file may have: what it is called, and how its name ends."""

    name: str
    ending: str


class SaveFile(Act):
    """Subclasses say which forms there are and what the file holds."""

    FORMS: ClassVar[Mapping[str, FileForm]] = {}
    NAME: ClassVar[str] = ""
    INTRO: ClassVar[str] = ""
    HELP_TEXT = N_(
        "Writes a file that only you can read. The down key lists the folder that is typed so far. "
        "[F5 saving.write] writes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "write", N_("Write"), id="saving.write"),
    ]
    AUTO_FOCUS = None

    # What a file of one kind says

    def fields(self) -> ComposeResult:
        """What is asked besides."""
        yield from ()

    @abstractmethod
    def made(self, form: str) -> Callable[[], bytes]:
        """What makes the file's content, in a thread; what was asked is read before."""

    def said(self, file: Path) -> str:
        """What is said once it is written."""
        return _("Written to {file}.").format(file=file)

    # The page

    def body(self) -> ComposeResult:
        forms = [(_(form.name), key) for key, form in self.FORMS.items()]
        yes_or_no = [(_("yes"), "yes"), (_("no"), "no")]
        first = next(iter(self.FORMS), "")
        with Scroll(classes="sheet", can_focus=False):
            yield Static(_(self.PLACE), classes="title", markup=False)
            if self.INTRO:
                yield Static(_(self.INTRO), classes="quiet intro", markup=False)
            if len(forms) > 1:
                yield ChoiceField("form", _("Form"), forms, value=first)
            yield from self.fields()
            yield FileField("file", _("File"), value=self._named(first))
            yield ChoiceField("over", _("Replace the file"), yes_or_no, value="no")
            yield from self.ending()

    def on_mount(self) -> None:
        self.call_after_refresh(self.query(Field).first().enter)

    def _named(self, form: str) -> str:
        ending = self.FORMS[form].ending if form in self.FORMS else ""
        return f"{self.NAME}.{ending}" if ending else self.NAME

    @property
    def form(self) -> str:
        """The form that is chosen."""
        if len(self.FORMS) > 1:
            return self.query_one("#form", Field).value
        return next(iter(self.FORMS), "")

    @on(Select.Changed, "#form Select")
    def _other_form(self) -> None:
        file = self.query_one("#file", Field)
        if file.value in {self._named(form) for form in self.FORMS} and self.form:
            file.fill(self._named(self.form))

    @on(Input.Submitted)
    def action_write(self) -> None:
        name = self.query_one("#file", Field).value.strip()
        if not name or (len(self.FORMS) > 1 and not self.form):
            self.complain(_("Say which form and which file."))
            return
        file = Path(name).expanduser()
        over, make = self.query_one("#over", Field).value == "yes", self.made(self.form)

        def write() -> None:
            exports.save(file, make(), overwrite=over)

        def written(_nothing: None) -> None:
            self.app.say(self.said(file))
            self.dismiss(None)

        self.carry_out(write, written, saves=True)
