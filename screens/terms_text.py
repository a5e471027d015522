"""The text of a terms document as it was kept, version by version; and adding one by hand."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from screens.act import Act
from screens.days import typed_day
from screens.page import Sheet
from screens.text import clean, clean_lines
from screens.widgets.field import DateField, Field, FileField
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.errors import InputError
from somesec.language import N_, _, show_date
from somesec.register import documents, terms_fetching
from somesec.register.documents import Document


class TermsText(Sheet):
    PLACE = N_("Text of the terms")
    HELP_TEXT = N_(
        "The wording as it is kept. The left and right arrows go to the version before and after."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "version(-1)", N_("Earlier"), id="text.earlier"),
        Binding("right", "version(1)", N_("Later"), id="text.later"),
    ]
    AUTO_FOCUS = "#scroll"

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document, self._at = document, len(document.texts) - 1

    def body(self) -> ComposeResult:
        yield Static(id="heading", markup=False)
        with Scroll(id="scroll"):
            yield Static(id="wording", markup=False)

    def show(self) -> None:
        register, text = self.app.register, self._document.texts[self._at]
        if register is None:
            return
        place = _("{number} of {count}").format(
            number=self._at + 1, count=len(self._document.texts)
        )
        parts = [(clean(self._document.name), "bold"), (f"  {show_date(text.seen_on)}", "$accent")]
        if text.technical:
            parts.append(("  " + _("technical change"), "$quiet"))
        parts.append((f"  {place}", "$quiet"))
        self.query_one("#heading", Static).update(Content.assemble(*parts))
        self.app.carry_out(lambda: documents.wording(register, text), self._tell, owner=self)

    def _tell(self, wording: str) -> None:
        self.query_one("#wording", Static).update(clean_lines(wording))
        self.query_one("#scroll").scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "version":
            step = parameters[0] if parameters and isinstance(parameters[0], int) else 0
            return 0 <= self._at + step < len(self._document.texts)
        return super().check_action(action, parameters)

    def action_version(self, step: int) -> None:
        self._at += step
        self.show()
        self.refresh_bindings()


class AddText(Act):
    PLACE = N_("Add a text by hand")
    HELP_TEXT = N_(
        "For a service that lets no program read its terms: open the page in a browser, save it as "
        "HTML, PDF or plain text, and name the file here. [F5 add-text.keep] keeps its wording."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "keep", N_("Keep it"), id="add-text.keep"),
    ]
    AUTO_FOCUS = "#file Input"

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet", can_focus=False):
            yield Static(clean(self._document.name), classes="title", markup=False)
            yield Static(
                _("Save the page in a browser, as HTML, PDF or plain text: {address}").format(
                    address=clean(self._document.address) or "–"
                ),
                classes="quiet intro",
                markup=False,
            )
            yield FileField("file", _("File"))
            yield DateField("day", _("Seen on"), value=show_date(clock.today()))
            yield from self.ending()

    @on(Input.Submitted)
    def action_keep(self) -> None:
        file, day = (self.query_one(f"#{name}", Field) for name in ("file", "day"))
        file.complain("")
        day.complain("")
        if not file.value.strip():
            file.complain(_("Name a file first."))
            return
        try:
            seen_on = typed_day(day.value)
        except InputError as error:
            day.complain(str(error))
            return
        register, document = self.app.opened, self._document
        path = Path(file.value.strip()).expanduser()
        self.carry_out(
            lambda: terms_fetching.add_text(register, document, path, seen_on),
            self._kept,
            saves=True,
        )

    def _kept(self, is_new: bool) -> None:
        self.app.say(
            _("Kept. What changed is compared when the terms are reviewed.")
            if is_new
            else _("It says the same as the text that is kept, so nothing was added.")
        )
        self.dismiss(None)
