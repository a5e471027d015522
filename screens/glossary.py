"""The words of the register and of the guideline, in three languages."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import LANGUAGES, N_, _, collation, current, said_in

WORDS: dict[str, str] = {
    N_("account"): N_("A page or profile of the town at a service, with its login."),
    N_("administrator"): N_("A person who holds rights to an account at the service."),
    N_("approval"): N_("Who decided, in which role and on which day, that a page may be opened."),
    N_("auditor"): N_("A member who reads all cards, opens no password and changes nothing."),
    N_("briefing"): N_("Going through the guideline with a person who runs an account."),
    N_("card"): N_("What the register says of an account, apart from its secrets."),
    N_("collection page"): N_("The page of the town's website that lists all of its accounts."),
    N_("coordinator"): N_("A member who answers for the whole register and lets others in."),
    N_("declaration"): N_("What a person states once a year of the accounts that they run."),
    N_("facts"): N_("What is known of a password without opening it: how strong, used twice, old."),
    N_("finding"): N_("Where the register breaks the guideline."),
    N_("fixed-term page"): N_("A page for a campaign or an event, with a day on which it ends."),
    N_("incident"): N_("A hijack, a threat or wrong material on a page, with what was done."),
    N_("main page"): N_("The one page at a service that speaks for the whole town."),
    N_("member"): N_("Somebody who opens this register with a passphrase of their own."),
    N_("moderator"): N_("A person who may answer and remove what others write on a page."),
    N_("platform"): N_("The service that an account is at, such as Facebook."),
    N_("recovery kit"): N_("A page to print: the only way in when passphrases are forgotten."),
    N_("rotation"): N_("Changing a password so that neither the old nor the new one is lost."),
    N_("secret"): N_("A password, a second factor's key, recovery codes: opened only on purpose."),
    N_("terms document"): N_("The text that a service binds its users by."),
    N_("terms review"): N_("Reading the terms point by point, and what was decided on them."),
    N_("trail"): N_("Who did what and when: every change, signed and chained."),
    N_("unit"): N_("A part of the town that owns accounts: the library, a school."),
    N_("unit admin"): N_("A member who opens and changes the passwords of their own units."),
    N_("unit mailbox"): N_("A shared mailbox of a unit: what its accounts are registered to."),
    N_("waiver"): N_("A finding that somebody accepted, for a reason and until a day."),
}


class Glossary(Sheet):
    PLACE = N_("Words")
    HELP_TEXT = N_("What the words mean, and what they are called in the other languages.")
    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        others = [language for language in LANGUAGES if language != current()]
        yield Rows(
            Column("word", _("Word"), least=14, sortable=False),
            *(Column(o, _NAMES[o], least=12, sortable=False) for o in others),
            id="list",
        )
        yield Static(id="meaning", markup=False)

    def show(self) -> None:
        others = [language for language in LANGUAGES if language != current()]
        self.query_one(Rows).show(
            [
                Row(
                    word,
                    (
                        Cell(_(word), "strong"),
                        *(Cell(said_in(other, word), "quiet") for other in others),
                    ),
                )
                for word in sorted(WORDS, key=lambda word: collation(_(word)))
            ]
        )
        self._explain()

    @on(Rows.Highlighted)
    def _explain(self) -> None:
        word = self.query_one(Rows).key
        pane = Pane()
        if word:
            pane.title(_(word))
            pane.line(_(WORDS[word]))
        self.query_one("#meaning", Static).update(pane.content)


_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
