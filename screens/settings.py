"""What can be set: for the screens on this computer, and for the whole register."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Select, Static

from screens.keymap import keymap_file
from screens.page import Page
from screens.pane import Pane
from screens.preferences import CLIPBOARD_SECONDS, LOCK_MINUTES, Preferences, shown_place
from screens.text import clean
from screens.widgets.field import ChoiceField, Field, TextField
from screens.widgets.scroll import Scroll
from somesec.language import N_, _, current, ngettext
from somesec.register import policies

_LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
_LOOKS: Mapping[str, str] = {
    "dark": N_("Dark"),
    "light": N_("Light"),
    "high-contrast": N_("High contrast"),
}
_ABOUT: Mapping[str, str] = {
    "language": N_("In this language the program speaks to you on this computer."),
    "look": N_("[F6 app.theme] goes between light and dark on every page."),
    "lock_minutes": N_(
        "After so many minutes without a key the register is locked and its keys are forgotten."
    ),
    "clipboard_seconds": N_("After so many seconds a copied password leaves the clipboard."),
}
_LABELS = 26
_NUMBERS: Mapping[str, range] = {
    "lock_minutes": LOCK_MINUTES,
    "clipboard_seconds": CLIPBOARD_SECONDS,
}


class Settings(Page):
    PLACE = N_("Settings")
    HELP_TEXT = N_(
        "The upper part is for you on this computer, and is kept at once. What is below belongs to "
        "the register: everybody who opens it sees it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "organisation", N_("Organisation"), id="settings.organisation"),
        Binding(
            "v",
            "values",
            N_("Values"),
            id="settings.values",
            tooltip=N_("The guideline's values: intervals, thresholds, severities"),
        ),
        Binding(
            "s",
            "keeping",
            N_("Keeping"),
            id="settings.keeping",
            tooltip=N_("Copies, checks, passphrase, recovery kit"),
        ),
        Binding("t", "tour", N_("First steps"), id="settings.tour"),
        Binding("escape", "leave_field", N_("Back"), id="settings.leave", show=False),
    ]
    AUTO_FOCUS = "#look Select"

    def body(self) -> ComposeResult:
        chosen = self.app.preferences
        with Scroll(classes="sheet", can_focus=False):
            yield Static(_("On this computer"), classes="title", markup=False)
            yield ChoiceField(
                "language",
                _("Language"),
                [(name, language) for language, name in _LANGUAGES.items()],
                value=chosen.language,
                unchosen=_("{language}, as this computer or the command says").format(
                    language=_LANGUAGES[current()]
                ),
            )
            if chosen.language not in ("", current()):
                said = _("Now in {language}, as the command says.")
                yield Static(
                    said.format(language=_LANGUAGES[current()]), classes="hint quiet", markup=False
                )
            looks = [(_(word), look) for look, word in _LOOKS.items()]
            yield ChoiceField("look", _("Colours"), looks, value=chosen.look)
            yield TextField(
                "lock_minutes", _("Lock after, minutes"), value=str(chosen.lock_minutes)
            )
            yield TextField(
                "clipboard_seconds",
                _("Clipboard, seconds"),
                value=str(chosen.clipboard_seconds),
            )
            yield Static(id="about", classes="quiet", markup=False)
            yield Static(
                _(
                    "Keys of your own: write them in {file}. [F1 page.help] says how each key is "
                    "named."
                ).format(file=clean(shown_place(keymap_file()))),
                classes="quiet",
                markup=False,
            )
            yield Static(_("In the register"), classes="title", id="shared", markup=False)
            yield Static(id="organisation", markup=False)

    def show(self) -> None:
        if self.app.register is None:
            return
        organisation = self.app.opened.records.organisation
        own = len(self.app.opened.records.settings)
        set_here = ngettext("{count} value set here", "{count} values set here", own)
        guideline = [policies.in_force(self.app.opened).title]
        guideline += [set_here.format(count=own)] if own else []
        lines: Sequence[tuple[str, str]] = (
            (_("Organisation"), organisation.name),
            (_("Mail domains"), ", ".join(organisation.domains)),
            (_("Website"), organisation.website),
            (_("List page"), organisation.collection_page),
            (_("Approver roles"), ", ".join(organisation.approver_roles)),
            (_("Guideline"), ", ".join(guideline)),
        )
        # As wide as the labels of the fields above.
        pane = Pane(labels=_LABELS)
        for label, value in lines:
            pane.value(label, value or "–")
        self.query_one("#organisation", Static).update(pane.content)

    # This computer

    @on(events.DescendantFocus)
    def _say_what_for(self, event: events.DescendantFocus) -> None:
        """Says what the chosen setting is for."""
        names = [node.id or "" for node in event.widget.ancestors if isinstance(node, Field)]
        about = _ABOUT.get(names[0], "") if names else ""
        self.query_one("#about", Static).update(_(about))

    @on(Select.Changed)
    def _chosen(self, event: Select.Changed) -> None:
        name = next((n.id for n in event.select.ancestors if isinstance(n, Field)), None)
        value = event.value if isinstance(event.value, str) else ""
        if name == "language":
            self.app.prefer(replace(self.app.preferences, language=value))
        elif name == "look" and value:
            self.app.prefer(replace(self.app.preferences, look=value))

    @on(Input.Submitted)
    @on(Input.Blurred)
    def _typed(self, event: Input.Submitted | Input.Blurred) -> None:
        for name, span in _NUMBERS.items():
            field = self.query_one(f"#{name}", Field)
            if event.input not in field.query(Input):
                continue
            text = field.value.strip()
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
            if number in span:
                field.complain("")
                self.app.prefer(_with_number(self.app.preferences, name, number))
            else:
                field.complain(
                    _("A whole number from {least} to {most}.").format(least=span[0], most=span[-1])
                )

    def action_leave_field(self) -> None:
        """Out of a field, where keys are typed: keys are keys again."""
        self.set_focus(None)

    # The register

    def action_organisation(self) -> None:
        from screens.organisation_form import OrganisationForm

        self.app.open(OrganisationForm())

    def action_values(self) -> None:
        from screens.policy_values import PolicyValues

        self.app.open(PolicyValues())

    def action_keeping(self) -> None:
        from screens.keeping import Keeping

        self.app.open(Keeping())

    def action_tour(self) -> None:
        from screens.tour import Tour

        self.app.open(Tour())


def _with_number(chosen: Preferences, name: str, number: int) -> Preferences:
    if name == "lock_minutes":
        return replace(chosen, lock_minutes=number)
    return replace(chosen, clipboard_seconds=number)
