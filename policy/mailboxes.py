"""Whose mailbox an address is: a unit's shared one, a person's, a consumer provider's, another's.

The evidence is the register itself (units, people, the organisation's domains) and words that tell
posts from people. When that does not settle it, the answer is unknown, with the reason.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from uuid import UUID

import msgspec

from policy.domains import domain_name, imitated, is_consumer, plain_domain, within
from policy.names import fold, full_forms, initial_forms, joined, runs, words
from somesec.language import N_, Message
from somesec.model import Account, Person, Records, Unit
from somesec.turns import in_turns

# What a stem may be followed by at the end of a compound: keskustakirjastot, kirjastossa.
_ENDINGS = re.compile(
    r"(?:n|t|s|a|e|i|en|et|in|er|ar|or|ta|na|ja|jen|ien|iden|ssa|sta|lle|lla|nne|na|erna|ing|ion)?\Z"
)
_VOWEL = re.compile("[aeiouy]")
_SHORTEST_STEM_WITHIN = 2
_SHORTEST_UNIT_WORD = 4


class Kind(StrEnum):
    """What an address turned out to be."""

    OWN_UNITS = "own-units"
    OTHER_UNITS = "other-units"
    UNLISTED = "unlisted"
    PERSON = "person"
    CONSUMER = "consumer"
    OUTSIDE = "outside"
    LOOK_ALIKE = "look-alike"
    INVALID = "invalid"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """How a person's address was recognised: in the people list, by the whole name, by an initial
    with a name, or by the shape that the organisation gives its people's addresses."""

    LISTED = "listed"
    NAME = "name"
    INITIAL = "initial"
    SHAPE = "shape"


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """What an address is. `units` are those it is listed for, `person` whose it is where that is
    known, `imitates` the organisation's domain that a look-alike could be taken for, `reason` why
    it is unknown."""

    kind: Kind
    domain: str = ""
    units: tuple[UUID, ...] = ()
    person: UUID | None = None
    evidence: Evidence | None = None
    imitates: str = ""
    reason: Message | None = None


class _Parsed(msgspec.Struct, frozen=True):
    local: str
    domain: str

    @property
    def bare(self) -> str:
        """The address without its tag: `kirjasto+fb@…` reaches `kirjasto@…`."""
        name = self.local.partition("+")[0] or self.local
        return f"{name}@{self.domain}"


class Mailboxes:
    """The register's addresses and names, indexed once for many questions."""

    def __init__(self, records: Records) -> None:
        self._units = records.units
        self._domains = _plain_domains(records.organisation.domains)
        self._units_by_mailbox = _units_by_mailbox(records.units.values())
        people = sorted(records.people.values(), key=lambda p: (p.name, p.id))
        self._people_by_address = _people_by_address(people)
        self._people_by_name = _people_by_form(people, full=True)
        self._people_by_initial = _people_by_form(people, full=False)
        self._words_of_names = {word for person in people for word in words(person.name)}
        self._words_of_units = {
            word
            for unit in records.units.values()
            for word in words(" ".join(unit.all_names))
            if len(word) >= _SHORTEST_UNIT_WORD
        } | {*words(records.organisation.name)}
        self._names_of_domains = {domain_name(domain) for domain in self._domains}
        self._names_in_shape = self._most_people_have_their_name_in_the_address(people)
        self._answers: dict[tuple[str, UUID | None], Mailbox] = {}
        self._asked: tuple[Account | None, Mailbox] = (None, Mailbox(kind=Kind.MISSING))

    def classify(self, address: str, unit: UUID | None = None) -> Mailbox:
        """What the address is, seen from an account of the unit. A mailbox of a unit above counts
        as the unit's own: it outlives any one employee all the same. Raises nothing."""
        key = (address, unit)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._classified(address, unit)
        return answer

    def registered(self, account: Account) -> Mailbox:
        """What an account's registered address is, kept until another account is asked about: the
        rules ask one after the other."""
        if account is not self._asked[0]:
            self._asked = (account, self.classify(account.registered_address, account.unit))
        return self._asked[1]

    def person_of_login(self, login: str) -> Mailbox | None:
        """The person whose name a login name is; None for an address and where no person in the
        register fits."""
        if not login or "@" in login:
            return None
        return self._by_name(login, initials=True)

    def _classified(self, address: str, unit: UUID | None) -> Mailbox:
        if not address.strip():
            return Mailbox(kind=Kind.MISSING)
        parsed = _parse(address)
        if parsed is None:
            return Mailbox(kind=Kind.INVALID)
        found = self._at_its_domain(parsed, unit)
        return msgspec.structs.replace(found, domain=parsed.domain)

    def _at_its_domain(self, parsed: _Parsed, unit: UUID | None) -> Mailbox:
        local = parsed.bare.rpartition("@")[0]
        if any(within(parsed.domain, own) for own in self._domains):
            return self._at_the_organisation(parsed, local, unit)
        listed = self._people_by_address.get(parsed.bare)
        if listed is not None:
            return Mailbox(kind=Kind.PERSON, person=listed, evidence=Evidence.LISTED)
        if is_consumer(parsed.domain):
            return self._by_name(local, initials=True) or Mailbox(kind=Kind.CONSUMER)
        imitates = imitated(parsed.domain, self._domains)
        if imitates is not None:
            return Mailbox(kind=Kind.LOOK_ALIKE, imitates=imitates)
        named = self._by_name(local, initials=False)
        if named is not None:
            return named
        if not self._domains:
            reason = Message(N_("the organisation has no mail domains in the register"))
            return Mailbox(kind=Kind.UNKNOWN, reason=reason)
        return Mailbox(kind=Kind.OUTSIDE)

    def _at_the_organisation(self, parsed: _Parsed, local: str, unit: UUID | None) -> Mailbox:
        named = self._by_name(local, initials=False)
        if named is not None:
            return named
        units = self._units_by_mailbox.get(parsed.bare, ())
        if units:
            own = not self._with_those_above(unit).isdisjoint(units)
            return Mailbox(kind=Kind.OWN_UNITS if own else Kind.OTHER_UNITS, units=units)
        listed = self._people_by_address.get(parsed.bare)
        if listed is not None:
            return Mailbox(kind=Kind.PERSON, person=listed, evidence=Evidence.LISTED)
        return self._by_its_words(local)

    def _by_its_words(self, local: str) -> Mailbox:
        parts = words(local)
        shared = [part for part in parts if self._tells_a_post(part)]
        if joined(local) in self._names_of_domains:
            return Mailbox(kind=Kind.UNLISTED)
        if shared:
            if any(part in self._words_of_names for part in parts if part not in shared):
                reason = Message(N_("the address has both a person's name and a unit's word in it"))
                return Mailbox(kind=Kind.UNKNOWN, reason=reason)
            return Mailbox(kind=Kind.UNLISTED)
        by_initial = self._by_name(local, initials=True)
        if by_initial is not None:
            return by_initial
        if not _is_shaped_like_a_name(local):
            reason = Message(
                N_("nothing in the address tells whether one person or a unit reads it")
            )
        elif self._names_in_shape:
            return Mailbox(kind=Kind.PERSON, evidence=Evidence.SHAPE)
        else:
            reason = Message(N_("the address looks like a name, but nobody in the register has it"))
        return Mailbox(kind=Kind.UNKNOWN, reason=reason)

    def _by_name(self, text: str, *, initials: bool) -> Mailbox | None:
        for run in runs(text):
            person = self._people_by_name.get(run)
            if person is not None:
                return Mailbox(kind=Kind.PERSON, person=person, evidence=Evidence.NAME)
        if initials and not any(self._tells_a_post(part) for part in words(text)):
            person = self._people_by_initial.get(joined(text))
            if person is not None:
                return Mailbox(kind=Kind.PERSON, person=person, evidence=Evidence.INITIAL)
        return None

    def _tells_a_post(self, word: str) -> bool:
        return word in self._words_of_units or _is_role_word(word)

    def _with_those_above(self, unit: UUID | None) -> set[UUID]:
        """The unit and those above it; units that stand in a ring have none above them."""
        chain: list[UUID] = []
        while unit is not None:
            if unit in chain:
                return set(chain[: chain.index(unit) + 1])
            chain.append(unit)
            record = self._units.get(unit)
            unit = record.parent if record else None
        return set(chain)

    def _most_people_have_their_name_in_the_address(self, people: Iterable[Person]) -> bool:
        shaped = counted = 0
        for person in in_turns(people):
            forms = full_forms(person.name)
            for address in person.addresses:
                parsed = _parse(address)
                if parsed and any(within(parsed.domain, own) for own in self._domains):
                    counted += 1
                    local = parsed.bare.rpartition("@")[0]
                    shaped += _is_shaped_like_a_name(local) and joined(local) in forms
        return shaped * 2 > counted


def _parse(address: str) -> _Parsed | None:
    """The two parts of a mail address, as mail programs and people write them; None when it is
    none."""
    text = unicodedata.normalize("NFC", address).strip()
    in_brackets = re.search(r"<([^<>]*)>\s*\Z", text)
    if in_brackets:
        text = in_brackets.group(1).strip()
    if text.casefold().startswith("mailto:"):
        text = text[len("mailto:") :].partition("?")[0]
    local, at, domain = text.rpartition("@")
    if len(local) > 1 and local.startswith('"') and local.endswith('"'):
        local = local[1:-1]
    local = local.casefold()
    domain = plain_domain(domain)
    if not at or not local or "." not in domain:
        return None
    if not local.isprintable() or re.search(r'[\s@<>,;:"\\]', local):
        return None
    return _Parsed(local, domain)


def _plain_domains(domains: Iterable[str]) -> tuple[str, ...]:
    plain = (plain_domain(domain.strip().lstrip("@")) for domain in domains)
    return tuple(dict.fromkeys(domain for domain in plain if domain))


def _units_by_mailbox(units: Iterable[Unit]) -> dict[str, tuple[UUID, ...]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: (u.name, u.id)):
        for mailbox in unit.mailboxes:
            parsed = _parse(mailbox)
            if parsed is not None:
                found[parsed.bare].append(unit.id)
    return {address: tuple(dict.fromkeys(ids)) for address, ids in found.items()}


def _people_by_address(people: Sequence[Person]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for person in people:
        for address in person.addresses:
            parsed = _parse(address)
            if parsed is not None:
                found.setdefault(parsed.bare, person.id)
    return found


def _people_by_form(people: Sequence[Person], *, full: bool) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for person in in_turns(people):
        # An import may have made a person out of 'Kirjaston asiakaspalvelu'.
        if any(_is_role_word(word) for word in words(person.name)):
            continue
        for form in full_forms(person.name) if full else initial_forms(person.name):
            found.setdefault(form, person.id)
    return found


def _is_shaped_like_a_name(local: str) -> bool:
    """Whether the local part reads `given.surname`: two to four parts of letters, an initial at
    most between, each name with a vowel in it."""
    parts = [part.replace("-", "") for part in re.split(r"[._]", fold(local))]
    if not 2 <= len(parts) <= 4:
        return False
    names = [parts[0], parts[-1].rstrip("0123456789")]
    if not all(part.isalpha() for part in (*names, *parts[1:-1])):
        return False
    return all(len(name) > 1 and _VOWEL.search(name) for name in names)


@cache
def _role_words() -> tuple[frozenset[str], tuple[str, ...]]:
    text = files("policy").joinpath("mailbox_words.toml").read_bytes()
    read = msgspec.toml.decode(text, type=dict[str, dict[str, list[str]]])
    whole = frozenset(word for language in read.values() for word in language["whole"])
    stems = {stem for language in read.values() for stem in language.get("stems", [])}
    return whole, tuple(sorted(stems))


@lru_cache(maxsize=10_000)
def _is_role_word(word: str) -> bool:
    """Whether the folded word names a post, a service or a unit rather than a person."""
    word = word.rstrip("0123456789")
    # Letters spelled out: viestintae for viestintä.
    return any(_names_a_post(spelling) for spelling in {word, re.sub("ae|oe", _first, word)})


def _first(match: re.Match[str]) -> str:
    return match.group()[0]


def _names_a_post(word: str) -> bool:
    whole, stems = _role_words()
    if word in whole:
        return True
    for stem in stems:
        at = word.rfind(stem)
        if at == 0:
            return True
        if at >= _SHORTEST_STEM_WITHIN and _ENDINGS.match(word, at + len(stem)):
            return True
    return False
