"""Where one is, what it is for, and every key that works there."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.page import Page, Sheet
from screens.pane import Pane
from screens.widgets.scroll import Scroll
from somesec.language import N_, _


class Help(Sheet):
    PLACE = N_("Help")
    HELP_TEXT = N_("The keys of the page you came from.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "keys", N_("All keys"), id="help.keys"),
        Binding("f3", "words", N_("Words"), id="help.words", tooltip=N_("What the words mean")),
    ]
    AUTO_FOCUS = "#help"

    def __init__(self, about: Page) -> None:
        super().__init__()
        self._about = about
        # Asked now: once this page lies on top, no other key is active.
        self._keys = [
            (self.app.get_key_display(active.binding), active.binding, active.tooltip)
            for active in about.active_bindings.values()
            if active.binding.id and active.binding.description
        ]

    def body(self) -> ComposeResult:
        pane = Pane()
        pane.title(_(self._about.PLACE))
        pane.gap()
        pane.line(_(self._about.HELP_TEXT))
        pane.heading(_("Keys"))
        # In a language two acts may have one name.
        keys: dict[tuple[str, str], tuple[list[str], str]] = {}
        for key, binding, tooltip in self._keys:
            keys.setdefault((binding.description, binding.action), ([], tooltip))[0].append(key)
        for (description, _action), (names, tooltip) in keys.items():
            pane.value(" ".join(names), f"{description}   {tooltip}".rstrip())
        with Scroll(id="help", classes="sheet"):
            yield Static(pane.content, markup=False)

    def action_keys(self) -> None:
        from screens.all_keys import AllKeys

        self.app.open(AllKeys())

    def action_words(self) -> None:
        from screens.glossary import Glossary

        self.app.open(Glossary())
