"""Looking every password up in known breaches."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.widgets import Select

from screens.check import Check, Outcome, Tell, health_of, lines_of
from screens.widgets.field import ChoiceField, FileField, TextField
from somesec.language import N_, _, ngettext
from somesec.register import Register, breaches, rechecking
from somesec.register.facts import CheckResult

_ONLINE, _CORPUS = "online", "corpus"
_SERVICE = "haveibeenpwned.com"
_ADDRESSES = ("https://", "http://")


def looked_up(register: Register, account: UUID, place: str) -> CheckResult:
    """Looks one account's password up where `Preferences.breaches` says.

    Raises InputError for a bad list or address."""
    is_mirror = place.startswith(_ADDRESSES)
    is_online = is_mirror or place == _SERVICE
    return breaches.check(
        register,
        corpus=None if is_online else Path(place).expanduser(),
        online=is_online,
        mirror=place if is_mirror else None,
        among=(account,),
    )


class BreachCheck(Check[CheckResult]):
    PLACE = N_("Known breaches")
    HELP_TEXT = N_(
        "Looks up every password that you may open. A corpus is the downloaded list of breached "
        "passwords' hashes, and nothing leaves this computer; online, the first five characters of "
        "a hash do, which fit hundreds of passwords. The answers go to the cards, where everybody "
        "sees them. Where you say so, each new password is looked up there too when its rotation "
        "is confirmed. [F8 check.stop] stops."
    )
    INTRO = N_(
        "Is a password in a known data breach? Asked of a downloaded list, or with five characters "
        "of a hash of haveibeenpwned.com. What is found must be changed."
    )

    def __init__(self) -> None:
        super().__init__()
        self._place = ""

    def fields(self) -> ComposeResult:
        places = [
            (_("a downloaded list on this computer"), _CORPUS),
            (_("haveibeenpwned.com"), _ONLINE),
        ]
        which = [(_("every password"), "all"), (_("only answers that are out of date"), "stale")]
        new = [(_("yes"), "yes"), (_("no"), "no")]
        kept = self.app.preferences.breaches
        mirror = kept if kept.startswith(_ADDRESSES) else ""
        corpus = "" if mirror or kept == _SERVICE else kept
        where = _CORPUS if corpus else _ONLINE if kept else ""
        yield ChoiceField("where", _("Where to look"), places, value=where)
        yield FileField(
            "corpus", _("The list"), "pwned-passwords-sha1-ordered-by-hash.txt", value=corpus
        )
        yield TextField(
            "mirror",
            _("Another service"),
            _("empty for haveibeenpwned.com"),
            value=mirror,
        )
        yield ChoiceField("which", _("Which passwords"), which, value="all")
        yield ChoiceField("new", _("New ones from now on"), new, value="yes" if kept else "no")

    def on_mount(self) -> None:
        self._fit()

    @on(Select.Changed)
    def _fit(self) -> None:
        self.query_one("#corpus").display = self.value("where") == _CORPUS
        self.query_one("#mirror").display = self.value("where") == _ONLINE

    def prepared(self) -> Callable[[Tell], CheckResult] | None:
        where, corpus = self.value("where"), self.value("corpus")
        if not where:
            self.complain_at("where", _("Choose where to look."))
            return None
        if where == _CORPUS and not corpus:
            self.complain_at("corpus", _("Name a file first."))
            return None
        register, is_online = self.app.opened, where == _ONLINE
        mirror = self.value("mirror").rstrip("/").removesuffix("/range")
        is_stale = self.value("which") == "stale"
        kept = (mirror or _SERVICE) if is_online else corpus
        self._place = kept if self.value("new") == "yes" else ""
        return lambda tell: breaches.check(
            register,
            corpus=None if is_online else Path(corpus).expanduser(),
            online=is_online,
            mirror=mirror if is_online and mirror else None,
            among=rechecking.stale_breach_answers(register) if is_stale else None,
            progress=tell,
        )

    def outcome(self, result: CheckResult) -> Outcome:
        self.app.prefer(replace(self.app.preferences, breaches=self._place))
        headline = ngettext(
            "{count} password checked, {found} breached.",
            "{count} passwords checked, {found} breached.",
            result.checked,
        ).format(count=result.checked, found=len(result.found))
        steps = [_("Change each of them: Enter begins.")] if result.found else []
        if result.unknown:
            steps.append(_("What is not known is asked of who may open it, or again later."))
        steps.append(_("Escape goes back; the findings count the answers."))
        lines = lines_of(self.app.opened, result, _("breached: change it now"))
        return Outcome(headline, health_of(result), lines, steps)
