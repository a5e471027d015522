"""The terms documents of the services in use: what is kept of each, and where it is from."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from policy.catalogue import load_catalogue
from screens.confirm import Confirm
from screens.form import Form
from screens.listed import Listed
from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.errors import InputError
from somesec.language import N_, Message, _, ngettext, show_date
from somesec.register import documents, terms, terms_fetching
from somesec.register.documents import Document

_SHOWN = 12


def service_name(platform: str) -> str:
    """What people call a service."""
    known = load_catalogue().get(platform)
    return known.name if known else platform


class TermsDocuments(Listed, Sheet):
    PLACE = N_("Terms documents")
    HELP_TEXT = N_(
        "The documents of each service that the organisation agreed to. Enter shows the text that "
        "is kept. [f documents.fetch] gets the texts from their pages, [y documents.sync] from a "
        "clone of an archive of terms, and [a documents.add-text] keeps one that you saved by "
        "hand. [n documents.new] adds a document that the catalogue lacks, such as a contract."
    )
    EMPTY = N_(
        "No account is on a service yet. Press [n documents.new] to add a document, such as a "
        "contract."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New"), id="documents.new"),
        Binding("e", "edit", N_("Edit"), id="documents.edit"),
        Binding(
            "a",
            "add_text",
            N_("Text"),
            id="documents.add-text",
            tooltip=N_("Add a text by hand"),
        ),
        Binding("f", "fetch", N_("Fetch"), id="documents.fetch"),
        Binding("y", "sync", N_("Archive"), id="documents.sync"),
        Binding("x", "remove", N_("Remove"), id="documents.remove", show=False),
    ]

    def __init__(self, platform: str = "") -> None:
        super().__init__()
        self._first = platform
        self._documents: dict[str, Document] = {}

    def columns(self) -> Sequence[Column]:
        return (
            Column("platform", _("Platform"), least=10, sortable=False),
            Column("kind", _("Document"), least=16, sortable=False),
            Column("count", _("Versions"), right=True, sortable=False),
            Column("changed", _("Last changed"), right=True, sortable=False),
        )

    def show(self) -> None:
        if self.app.register is None:
            return
        self._documents = {one.name: one for one in documents.listed(self.app.opened)}
        self.fill([_row(one) for one in self._documents.values()])
        first = next((n for n, one in self._documents.items() if one.platform == self._first), None)
        if first is not None:
            self.query_one(Rows).go_to(first)
            self._first = ""

    def detail(self, key: str) -> Content:
        one, pane = self._documents[key], Pane()
        pane.title(one.kind, service_name(one.platform))
        pane.value(_("Address"), one.address or "–")
        fetch = one.record.fetch if one.record else None
        if fetch is not None:
            pane.value(_("Last fetched"), show_date(fetch.tried_on))
            if fetch.problem:
                # Of a reason with numbers in it, only the sentence is kept.
                is_whole = "{" not in fetch.problem
                why = (
                    on_screen(Message(fetch.problem))
                    if is_whole
                    else _("[f documents.fetch] says why.")
                )
                pane.mark(Health.UNKNOWN, _("could not be read") + f": {why}")
        archive = self._archive_of(one)
        if archive:
            pane.value(_("From the archive"), archive)
        pane.heading(_("Versions"))
        if not one.texts:
            pane.line(_("No text is kept yet."), "quiet")
        for text in reversed(one.texts[-_SHOWN:]):
            what = _("technical change") if text.technical else ""
            pane.columns((show_date(text.seen_on), what), (10,))
        if len(one.texts) > _SHOWN:
            pane.line(_("and {count} more").format(count=len(one.texts) - _SHOWN), "quiet")
        return pane.content

    def _archive_of(self, one: Document) -> str:
        id_ = one.record.archive if one.record else None
        archive = self.app.opened.records.archives.get(id_) if id_ else None
        return archive.name if archive else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        one = self._documents.get(self.key)
        if action in ("edit", "add_text"):
            return one is not None
        if action == "remove":
            return one is not None and one.record is not None
        return super().check_action(action, parameters)

    @on(Rows.Chosen, "#list")
    def _open(self) -> None:
        from screens.terms_text import TermsText

        one = self._documents.get(self.key)
        if one is not None and one.texts:
            self.app.open(TermsText(one))
        elif one is not None:
            self.app.say(
                _(
                    "No text is kept yet: [f documents.fetch] fetches it, [a documents.add-text] "
                    "adds one that you saved."
                )
            )

    def action_add(self) -> None:
        one = self._documents.get(self.key)
        self.app.open(DocumentForm(one.platform if one else ""))

    def action_edit(self) -> None:
        one = self._documents[self.key]
        self.app.open(DocumentForm(one.platform, one))

    def action_add_text(self) -> None:
        from screens.terms_text import AddText

        self.app.open(AddText(self._documents[self.key]))

    def action_fetch(self) -> None:
        from screens.terms_fetch import FetchTerms

        one = self._documents.get(self.key)
        self.app.open(FetchTerms(one.platform if one else ""))

    def action_sync(self) -> None:
        from screens.terms_sync import SyncTerms

        self.app.open(SyncTerms())

    def action_remove(self) -> None:
        one, register = self._documents[self.key], self.app.opened
        question = ngettext(
            "Delete {document} with the {count} text that is kept of it?",
            "Delete {document} with the {count} texts that are kept of it?",
            len(one.texts),
        ).format(document=one.name, count=len(one.texts))

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.app.carry_out(
                    lambda: documents.remove(register, one),
                    lambda _count: self.app.say(_("Removed.")),
                    owner=self,
                    saves=True,
                )

        self.app.open(Confirm(question, _("Remove"), _("Go back")), answered)


class DocumentForm(Form):
    """A document to edit, or a new one of a platform."""

    PLACE = N_("Terms document")
    LABELS: ClassVar[Mapping[str, str]] = {
        "platform": N_("Platform"),
        "document": N_("Document"),
        "address": N_("Address"),
    }

    def __init__(self, platform: str, document: Document | None = None) -> None:
        super().__init__("document" if document is None and platform else "address")
        self._platform, self._document = platform, document

    def heading(self) -> str:
        return self._document.name if self._document else _("A new document")

    def values(self) -> dict[str, str]:
        one = self._document
        return {
            "platform": self._platform,
            "document": one.kind if one else "",
            "address": one.address if one else "",
        }

    def given(self) -> dict[str, str]:
        return self.typed() if self.changed() else {}

    def store(self, changed: Mapping[str, str]) -> None:
        register, one = self.app.opened, self._document
        if one is None:
            platform = terms.known_platform(register, changed["platform"])
            documents.add(register, platform, changed["document"], changed["address"])
        elif changed["platform"].strip() != one.platform:
            raise InputError("platform: " + _("A document stays with its service. Add a new one."))
        else:
            documents.edit(
                register,
                one,
                kind=changed["document"],
                address=changed["address"] if changed["address"] != one.address else None,
            )

    def read_again(self) -> None:
        """The document is found anew by its platform and kind."""

    def suggestions(self, field: str) -> list[str]:
        if field != "platform":
            return []
        used = {account.platform for account in self.app.opened.records.accounts.values()}
        return sorted({*used, *load_catalogue().by_id})


def on_screen(reason: Message) -> str:
    """Why a text could not be read, with the key that helps where the reason names a command."""
    return str(Message(_WITH_KEYS.get(reason.template, reason.template), reason.values))


_WITH_KEYS = {
    terms_fetching.NO_ADDRESS: N_(
        "It has no address. Give one with [e documents.edit] among the documents."
    ),
    terms_fetching.SHRUNK: N_(
        "The page shows less than a quarter of the text that is kept. If that is all there is now, "
        "save it and add it with [a documents.add-text] among the documents."
    ),
}


def _row(one: Document) -> Row:
    changed = one.texts[-1].seen_on if one.texts else None
    return Row(
        one.name,
        (
            Cell(service_name(one.platform)),
            Cell(one.kind, "strong"),
            Cell(str(len(one.texts)) if one.texts else "–", "" if one.texts else "quiet"),
            Cell(show_date(changed) if changed else "–", "quiet"),
        ),
    )
