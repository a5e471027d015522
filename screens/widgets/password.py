"""A field for a secret: what is typed shows as dots and never reaches the clipboard."""

from textual.widgets import Input


class PasswordInput(Input):
    """Textual's own password field would copy and cut the plain text with ctrl+c and ctrl+x."""

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(password=True, placeholder=placeholder, id=id, compact=True)

    def action_copy(self) -> None:
        self.app.bell()

    def action_cut(self) -> None:
        self.app.bell()
