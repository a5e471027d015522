"""A field for a name that is known already: it is completed, or chosen from all there are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.binding import Binding, BindingType
from textual.suggester import SuggestFromList

from screens.text import clean
from screens.widgets.text_input import TextInput
from somesec.language import N_

if TYPE_CHECKING:
    from screens.app import SomesecApp


class CompletedInput(TextInput):
    """`choices` are the names; without any it is a plain field. `label` says what is asked, above
    the list of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose", N_("Choose"), id="field.choose", tooltip=N_("Show all names")),
    ]
    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        label: str = "",
        choices: Sequence[str] = (),
    ) -> None:
        self._label = label
        self._choices = [clean(choice) for choice in choices]
        suggester = SuggestFromList(self._choices, case_sensitive=False) if choices else None
        super().__init__(value, placeholder, suggester=suggester)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._choices) if action == "choose" else True

    async def action_submit(self) -> None:
        """Enter takes what completes the text, where the text alone is no name."""
        if self._suggestion and self.value not in self._choices:
            self.value = self._suggestion
            self.cursor_position = len(self.value)
        await super().action_submit()

    def action_choose(self) -> None:
        from screens.choose import Choice, Choose

        def chosen(name: str | None) -> None:
            if name is not None:
                self.value = name
                self.cursor_position = len(name)

        typed = "" if self.value in self._choices else self.value
        names = [(Choice(name), name) for name in self._choices]
        self.app.open(Choose(names, label=self._label, part=typed), chosen)
