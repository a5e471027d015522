"""Members who do more than they may, with a program of their own, and all that a member without
secret keys can call."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

import somesec.register
from policy.pack import PlanningLine, load_pack
from somesec import clock
from somesec.errors import LockedError, SomesecError, TamperedError
from somesec.model import (
    Card,
    Decision,
    Evidence,
    Incident,
    IncidentKind,
    Organisation,
    Person,
    ReadText,
    ScanKind,
    Secret,
    TermsDocument,
    TermsReview,
    TermsText,
    Unit,
)
from somesec.register import (
    Device,
    Register,
    accounts,
    auditing,
    browsers,
    history,
    imports,
    joining,
    members,
    people,
    recovery,
    secrets,
    session,
    units,
    verifying,
)
from somesec.register.authority import Authority
from somesec.register.change import Change
from somesec.register.documents import Document, Version
from somesec.register.history import Event
from somesec.register.keys import CARD, SECRET, ScopeKey
from somesec.register.membership import grant, open_grant
from somesec.register.recovery_kit import new_kit
from somesec.register.roles import AUDITOR, COORDINATOR, UNIT_ADMIN
from somesec.register.trail import Ledger
from somesec.register.undoing import Undo
from somesec.store.rows import MemberRow
from somesec.vault.identity import Identity
from somesec.vault.passphrase import lock
from somesec.vault.trail import Standing
from tests.conftest import TODAY
from tests.register.crew import (
    AINO,
    KAISA,
    LIBRARY,
    LIBRARYS,
    LIISA,
    NUUTTI,
    PASSWORDS,
    TARMO,
    YOUTH,
    YOUTHS,
    Crew,
    account,
    passphrase,
)
from tests.register.stored import delete, insert, keep, put_back, rows_of, set_row

pytestmark = pytest.mark.usefixtures("quick", "on_the_day", "derived_once")


@pytest.fixture
def crew(crew_anywhere: Crew) -> Crew:
    """The register to attack, in a file, and then on a server."""
    return crew_anywhere


# A member whose program knows no rights


@pytest.fixture
def unbridled(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes with a program that asks nobody, into a scope of its choice."""

    def write(register: Register, card: Card, known: int, scope: UUID | None = None) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(Authority, "require_rights", lambda self, entry: None)
            patched.setattr(Ledger, "_refuse_two_scopes", lambda self, entry, record: None)
            # A second organisation such a program itself cannot read.
            with suppress(ValueError), register.change("forged") as change:
                change.puts[card.id, CARD] = (card, known)
                if scope is not None:
                    change.scope_of = lambda record: scope  # type: ignore[method-assign]

    return write


def assert_said(crew: Crew, name: str, why: str) -> Register:
    """The next who opens it is told, reads on, and writes nothing."""
    register = crew.open(name)
    assert any(why in problem for problem in register.problems), register.problems
    with pytest.raises(TamperedError):
        people.add(register, {"name": "Never"})
    return register


def test_what_is_written_without_the_right_to_it_is_said_and_not_read(
    crew: Crew, unbridled: Callable[..., None]
) -> None:
    liisa, aino = crew.open(LIISA), crew.open(AINO)
    youths = aino.records.accounts[account(aino, YOUTHS)]
    hijacked = msgspec.structs.replace(youths, registered_address="liisa@example.com")
    unbridled(liisa, hijacked, aino.revision(youths.id), unit_of(aino, LIBRARY).id)
    with pytest.raises(TamperedError):
        aino.refresh()
    assert aino.records.accounts[youths.id] == youths
    register = assert_said(crew, NUUTTI, "your own units")
    assert register.records.accounts.get(youths.id) in (None, youths)


def unit_of(register: Register, name: str) -> Unit:
    return units.find(register, name)


@pytest.mark.parametrize("what", ["account", "organisation", "unit", "review"])
def test_a_card_that_says_it_belongs_elsewhere_is_not_believed(
    crew: Crew, unbridled: Callable[..., None], what: str
) -> None:
    """The trail sees where a member wrote, and they may write there; the card is sealed."""
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    library, youth = unit_of(aino, LIBRARY), unit_of(aino, YOUTH)
    of_youth = aino.records.accounts[account(aino, YOUTHS)]
    forged: dict[str, tuple[Card, UUID]] = {
        "account": (msgspec.structs.replace(of_youth, id=uuid4()), library.id),
        "organisation": (Organisation(id=uuid4(), name="Muualla"), liisa.id),
        "unit": (Unit(id=uuid4(), name="Rinnakkainen"), liisa.id),
        "review": (
            TermsReview(id=uuid4(), platform="tiktok", account=of_youth.id, reviewed_on=TODAY),
            library.id,
        ),
    }
    card, scope = forged[what]
    unbridled(liisa, card, 0, scope)
    with pytest.raises(TamperedError):
        aino.refresh()
    register = assert_said(crew, KAISA, str(card.id))
    for seen in (aino, register):
        records = seen.records
        assert records.organisation.name == "Testilä"
        assert card.id not in {*records.units, *records.accounts, *records.reviews}
    assert youth.id in register.records.units


def test_a_person_in_a_units_own_scope_is_not_believed(
    crew: Crew, unbridled: Callable[..., None]
) -> None:
    liisa = crew.open(LIISA)
    hidden = Person(id=uuid4(), name="Vain kirjastolle")
    unbridled(liisa, hidden, 0, unit_of(liisa, LIBRARY).id)
    assert hidden.id not in assert_said(crew, AINO, "another unit").records.people


def test_an_entry_beyond_its_signers_rights_is_said(
    crew: Crew, unbridled: Callable[..., None]
) -> None:
    tarmo = crew.open(TARMO)
    eino = people.find(tarmo, "Eino")
    unbridled(tarmo, msgspec.structs.replace(eino, name="Toinen"), tarmo.revision(eino.id))
    register = assert_said(crew, AINO, "beyond its maker's rights")
    assert "Toinen" not in {person.name for person in people.listed(register)}


def test_a_member_calls_themself_by_no_other_name(crew: Crew) -> None:
    liisa = crew.open(LIISA)
    with liisa.change("member-edited") as change:
        card = msgspec.structs.replace(liisa.member_card(liisa.member.id), name=AINO)
        change.put_member(card, liisa._contents.member_rows[card.id].locked)
    register = assert_said(crew, KAISA, "not the one that a coordinator accepted")
    assert [m.name for m in register.members()].count(AINO) == 1


def test_a_key_older_than_the_newest_seals_nothing(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A holder who was left behind would write for who was removed to read."""
    liisa, aino = crew.open(LIISA), crew.open(AINO)
    library = unit_of(liisa, LIBRARY)
    old = liisa._contents.keys.newest(library.id, SECRET)
    members.remove(aino, members.find(aino, KAISA))
    members.revoke(aino, members.find(aino, AINO), library)
    crew.open(LIISA)
    liisa.refresh()
    assert old.epoch < liisa.authority.newest(library.id, SECRET)
    liisa._contents.keys.drop_scope(library.id, SECRET)
    liisa._contents.keys.hold([old])
    monkeypatch.setattr(liisa._contents, "absorb", lambda rows: False)
    facebook = account(liisa, LIBRARYS)
    with pytest.raises(LockedError, match="older key"):
        secrets.show(liisa, facebook)
    monkeypatch.setattr(session, "complete", lambda change, contents, rows: None)
    with pytest.raises(LockedError, match="older key"), liisa.change("forged") as change:
        change.put_secret(Secret(id=facebook, password="sealed with the old 8"))


# What a change hides, while others have it open


def test_a_grant_hidden_from_who_has_it_open_is_said(crew: Crew) -> None:
    aino, nuutti = crew.open(AINO), crew.open(NUUTTI)
    members.grant(aino, members.find(aino, NUUTTI), unit_of(aino, LIBRARY))
    for number, row in rows_of(crew.place, "grant"):
        if (row["scope"], row["member"]) == (
            unit_of(aino, LIBRARY).id.bytes,
            nuutti.member.id.bytes,
        ):
            delete(crew.place, "grant", number)
    with pytest.raises(TamperedError, match="missing"):
        nuutti.refresh()


def test_records_hidden_while_keys_change_are_said_and_the_rest_is_read(crew: Crew) -> None:
    aino, nuutti = crew.open(AINO), crew.open(NUUTTI)
    eino = people.find(aino, "Eino")
    members.grant(aino, members.find(aino, NUUTTI), unit_of(aino, LIBRARY))
    for number, row in rows_of(crew.place, "record"):
        if row["id"] == eino.id.bytes:
            delete(crew.place, "record", number)
    with pytest.raises(TamperedError, match=str(eino.id)):
        nuutti.refresh()
    assert nuutti.problems
    assert account(nuutti, LIBRARYS) in nuutti.records.accounts
    assert nuutti.records.organisation.name == "Testilä"


# Who puts themself in, and who is put back


def test_a_members_exchanged_keys_are_sealed_nothing(crew: Crew) -> None:
    """Whoever can write rows puts keys of their own in a member's place: what is sealed to that
    member goes to the keys that the trail established."""
    aino, thief = crew.open(AINO), Identity.generate()
    liisa = members.find(aino, LIISA)
    locked = lock(thief, "the thief's", aino.id.bytes, liisa.id.bytes, root=aino.root)
    for number, row in rows_of(crew.place, "member"):
        if row["id"] == liisa.id.bytes:
            set_row(crew.place, "member", number, {"locked": locked})
    members.grant(aino, liisa, unit_of(aino, YOUTH))
    context = aino._contents
    with pytest.raises((LockedError, TamperedError)):
        Register.open(crew.place, "the thief's")
    for _number, row in rows_of(crew.place, "grant"):
        with pytest.raises(TamperedError):
            thief.unseal(b"", row["sealed"])
    assert context.ledger.authority.public(liisa.id.bytes) != thief.public
    with crew.open(KAISA) as kaisa:
        assert any("not what the trail says" in problem for problem in kaisa.problems)


def test_a_row_of_a_member_with_other_keys_opens_as_nobody(crew: Crew) -> None:
    """A coordinator may write the rows of others, but nobody's keys are another's."""
    aino, thief = crew.open(AINO), Identity.generate()
    liisa = members.find(aino, LIISA)
    locked = lock(thief, "the thief's", aino.id.bytes, liisa.id.bytes, root=aino.root)
    with aino.change("forged") as change:
        change.put_member(aino.member_card(liisa.id), locked)
    with pytest.raises(LockedError, match="not the keys"):
        Register.open(crew.place, "the thief's")
    assert crew.open(KAISA).problems == ()


def test_a_member_put_there_by_the_database_alone_is_nobody(crew: Crew) -> None:
    aino, thief = crew.open(AINO), Identity.generate()
    id_ = uuid4()
    locked = lock(thief, "the thief's", aino.id.bytes, id_.bytes, root=aino.root)
    [liisas] = [r for _n, r in rows_of(crew.place, "member") if r["id"] == aino.member.id.bytes]
    insert(crew.place, "member", liisas | {"id": id_.bytes, "locked": locked})
    with pytest.raises(SomesecError):
        Register.open(crew.place, "the thief's")
    with crew.open(KAISA) as kaisa:
        assert any(str(id_) in problem for problem in kaisa.problems)
        assert id_ not in {m.id for m in kaisa.members()}


def test_a_grant_made_up_without_the_right_is_not_opened(crew: Crew) -> None:
    """Kaisa's program gives her a key that she made herself, signed by her."""
    kaisa, aino = crew.open(KAISA), crew.open(AINO)
    youth = unit_of(kaisa, YOUTH)
    with pytest.raises(LockedError), kaisa.change("forged") as change:
        change.made_keys.append(ScopeKey.new(youth.id, 2, SECRET))
    with pytest.raises(LockedError), kaisa.change("forged") as change:
        change.give(kaisa.member.id, youth.id, SECRET)
    assert verifying.verified(aino).problems == ()


def test_a_key_handed_on_in_anothers_name_is_not_opened(crew: Crew) -> None:
    """The trail vouches for what its signer wrote; who gives a key signs the grant besides."""
    liisa, nuutti, aino = crew.open(LIISA), crew.open(NUUTTI), crew.open(AINO)
    row = grant(
        ScopeKey.new(unit_of(liisa, LIBRARY).id, 2, SECRET),
        register=liisa.id,
        member=nuutti.member.id,
        public=nuutti.identity.public,
        giver=liisa.identity,
        giver_id=aino.member.id,
    )
    with pytest.raises(TamperedError, match="signature"):
        open_grant(row, liisa.id, nuutti.identity, aino.identity.public)
    assert open_grant(row, liisa.id, nuutti.identity, liisa.identity.public).epoch == 2


@pytest.mark.parametrize("table", ["member", "grant"])
def test_a_removed_members_row_put_back_is_said_and_gives_nothing(crew: Crew, table: str) -> None:
    before = keep(crew.place)
    aino = crew.open(AINO)
    liisa = members.find(aino, LIISA).id.bytes
    members.remove(aino, members.find(aino, LIISA), by_force=True)
    there = {tuple(row.items()) for _number, row in rows_of(crew.place, table)}
    for row in before[table]:
        mine = row["id"] if table == "member" else row["member"]
        if mine == liisa and tuple(row.items()) not in there:
            if table == "member":
                [number] = [n for n, r in rows_of(crew.place, table) if r["id"] == liisa]
                set_row(crew.place, table, number, row)
            else:
                insert(crew.place, table, row)
    with pytest.raises(LockedError):
        crew.open(LIISA)
    assert_said(crew, KAISA, "not what the trail says")


def test_the_whole_register_put_back_is_said_to_who_has_seen_more(crew: Crew) -> None:
    before = keep(crew.place)
    with crew.open(AINO) as aino:
        members.remove(aino, members.find(aino, LIISA), by_force=True)
    put_back(crew.place, before)
    register = assert_said(crew, AINO, "older state")
    assert register.differs_from_memory
    # Who has not opened it since cannot know; who accepts it goes on from there.
    assert crew.open(KAISA).problems == ()
    register.close()
    with crew.open(AINO, accepts=True) as accepted:
        assert accepted.problems == ()
    assert crew.open(AINO).problems == ()


def test_a_fork_is_said_to_who_has_seen_the_other_branch(crew: Crew) -> None:
    before = keep(crew.place)
    with crew.open(AINO) as aino:
        people.add(aino, {"name": "Yksi"})
    put_back(crew.place, before)
    with crew.open(KAISA) as kaisa:
        for name in ("Kaksi", "Kolme", "Neljä"):
            people.add(kaisa, {"name": name})
    assert_said(crew, AINO, "went two ways")


def test_a_register_of_another_founder_is_refused_on_a_new_computer_too(
    crew: Crew, tmp_path: Path
) -> None:
    """Everybody's locked keys say whose register it is: another one of the same id, with the
    members' own rows copied into it, opens to nobody."""
    with crew.open(AINO) as aino:
        id_, liisa = aino.id, members.find(aino, LIISA).id
    honest = keep(crew.place)
    place = tmp_path / "another.somesec"
    Register.create(
        place, organisation="Testilä", domains=["testila.fi"], member="X", passphrase="x"
    )[0].close()
    forged = keep(place)
    forged["register"][0]["id"] = id_.bytes
    forged["member"] += [row for row in honest["member"] if row["id"] == liisa.bytes]
    put_back(place, forged)
    with pytest.raises(SomesecError) as refused:
        Register.open(place, passphrase(LIISA))
    assert "founded by somebody else" in str(refused.value) or "damaged" in str(refused.value)


def test_an_appointment_by_a_unit_admin_is_refused_by_everybody(
    crew: Crew, unbridled: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    liisa = crew.open(LIISA)
    known = liisa.authority.standing(liisa.member.id)
    assert known is not None
    raised = Standing(known.member, COORDINATOR, known.public, known.named)
    with pytest.raises(LockedError), liisa.change("forged") as change:
        change.stand(raised)
    with monkeypatch.context() as patched:
        patched.setattr(Authority, "require_rights", lambda self, entry: None)
        with liisa.change("forged") as change:
            change.stand(raised)
    register = assert_said(crew, AINO, "beyond its maker's rights")
    assert next(m for m in register.members() if m.name == LIISA).role == UNIT_ADMIN


# A recovery kit of one's own


def test_a_coordinator_gains_no_password_by_a_kit_of_their_own(crew: Crew) -> None:
    """Whoever makes a kit has its key, and everybody's program hands new keys to the kit."""
    kaisa = crew.open(KAISA)
    with pytest.raises(LockedError, match=rf"{LIBRARY}, {YOUTH}"):
        recovery.renew(kaisa)
    members.grant(crew.open(LIISA), kaisa.member, unit_of(kaisa, LIBRARY))
    kaisa.refresh()
    with pytest.raises(LockedError, match=YOUTH):
        recovery.renew(kaisa, by_force=True)
    assert_kit_is_good(crew)


def test_a_kit_made_beyond_ones_rights_is_no_kit(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    kaisa, liisa = crew.open(KAISA), crew.open(LIISA)
    kit, card, standing = new_kit("Testilä", kaisa.id, kaisa.root)
    with monkeypatch.context() as patched:
        patched.setattr(Authority, "require_rights", lambda self, entry: None)
        with kaisa.change("recovery-renewed") as change:
            change.stand(standing)
            change.put_member(card, b"")
            for scope in (kaisa.id, *kaisa.records.units):
                change.give(card.id, scope, CARD)
    with pytest.raises(TamperedError, match="beyond its maker's rights"):
        liisa.refresh()
    aino = assert_said(crew, AINO, "every unit")
    assert card.id not in {member.id for member in aino.members()}
    with pytest.raises(SomesecError):
        recovery.open_with_kit(crew.place, kit.key_text)


def test_driving_out_who_opens_passwords_gives_a_kit_nothing_to_open(crew: Crew) -> None:
    kaisa = crew.open(KAISA)
    for name in (LIISA, NUUTTI, AINO):
        members.remove(kaisa, members.find(kaisa, name), by_force=True)
    with pytest.raises(LockedError, match="fingerprints"):
        recovery.renew(kaisa, by_force=True)
    assert_kit_is_good(crew)


def test_who_opens_everything_renews_the_kit_and_then_steps_back(crew: Crew) -> None:
    """Each unit's admin grants theirs by name, which everybody sees; nothing is fed unasked."""
    kaisa, liisa, nuutti = (crew.open(name) for name in (KAISA, LIISA, NUUTTI))
    members.grant(liisa, kaisa.member, unit_of(liisa, LIBRARY))
    kaisa.refresh()
    assert not kaisa.holds(kaisa.id, SECRET)
    members.grant(nuutti, kaisa.member, unit_of(nuutti, YOUTH))
    kaisa.refresh()
    assert kaisa.holds(kaisa.id, SECRET)
    kit, _due = recovery.renew(kaisa)
    for unit in (LIBRARY, YOUTH):
        members.revoke(kaisa, kaisa.member, unit_of(kaisa, unit))
    assert not any(kaisa.holds(s, SECRET) for s in (kaisa.id, *kaisa.records.units))
    with recovery.open_with_kit(crew.place, kit.key_text) as opened:
        for text, password in PASSWORDS.items():
            assert secrets.show(opened, account(opened, text)) == password
    assert crew.open(AINO).problems == ()


@pytest.mark.parametrize("act", ["recovery-renewed", "recovery-rehearsed", "keys-renewed"])
def test_the_trail_tells_what_a_renewal_does_whatever_it_says(crew: Crew, act: str) -> None:
    aino = crew.open(AINO)
    tarmo = members.find(aino, TARMO)
    with aino.change(act) as change:
        members.end(aino, change, tarmo)
    assert list(history.events(aino))[-1].act == "member-removed"
    with aino.change(act) as change:
        recovery._renew_kit(aino, change)
    assert list(history.events(aino))[-1].act == "recovery-renewed"


def assert_kit_is_good(crew: Crew) -> None:
    with recovery.open_with_kit(crew.place, crew.kit) as register:
        for text, password in PASSWORDS.items():
            assert secrets.show(register, account(register, text)) == password


def test_rows_of_members_hold_no_name_and_no_role(crew: Crew) -> None:
    stored = repr(keep(crew.place)).encode("unicode-escape")
    for name in (AINO, KAISA, LIISA, NUUTTI, TARMO):
        assert name.encode("unicode-escape") not in stored
    assert MemberRow.__struct_fields__ == ("id", "revision", "epoch", "locked", "card")


# By no use does a holder of card keys open a password


def uses() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that takes a register first, and every public act of a register."""
    for module in pkgutil.iter_modules(somesec.register.__path__):
        if module.ispkg:
            continue
        loaded = importlib.import_module(f"somesec.register.{module.name}")
        for name, function in vars(loaded).items():
            if inspect.isfunction(function) and function.__module__ == loaded.__name__:
                first = next(iter(inspect.signature(function).parameters), "")
                if first == "register" and not name.startswith("_"):
                    yield f"{module.name}.{name}", function
    for name, function in vars(Register).items():
        if not name.startswith("_") and not isinstance(function, classmethod):
            asked: Any = function.fget if isinstance(function, property) else function
            yield f"Register.{name}", asked


USES = dict(uses())
ENDS = ("Register.close", "moving.move")
"""After these the register is not there to be asked again."""


def arguments(register: Register, files: Path, reply: str) -> dict[str, Any]:
    """What the uses may be given, by the name of a parameter or, where one name means several
    things, by the use and the name."""
    of_library = accounts.find(register, LIBRARYS)
    library, liisa = unit_of(register, LIBRARY), members.find(register, LIISA)
    eino = people.find(register, "Eino")
    table, hashes = files / "table.csv", files / "hashes.txt"
    contract = Document("facebook", "Contract", "", None, is_own=True)
    read = ReadText(document=UUID(int=10), sha256=bytes(32), seen_on=TODAY)
    kept = TermsDocument(
        id=read.document,
        platform="facebook",
        kind="Contract",
        texts=(TermsText(sha256=read.sha256, seen_on=TODAY, content=UUID(int=13)),),
    )
    return {
        "account": of_library,
        "account_id": of_library.id,
        "act": "tried",
        "address": "uusi@testila.fi",
        "among": [of_library.id],
        "answers": {},
        "facts.write answers": [(of_library, lambda known: known)],
        "by_force": True,
        "candidate_": joining.candidate(register, reply),
        "cards_only": False,
        "change": Change(register._contents),
        "changed_on": {},
        "corpus": hashes,
        "decision": Decision.GO_ON,
        "device": Device(files / "device"),
        "event": Event(1, clock.now(), UUID(int=0), "", "", None, 0),
        "field": "password",
        "file": hashes,
        "backups.back_up file": files / "backup.somesec",
        "imports.plan file": table,
        "id_": of_library.id,
        "intranet.check file": None,
        "kind": SECRET,
        "imports.plan kind": "accounts",
        "incidents.add kind": IncidentKind.HIJACK,
        "incidents.edit kind": IncidentKind.HIJACK,
        "scans.record kind": ScanKind.BROWSER,
        "main": True,
        "member": liisa,
        "recovery.use member": "Joku",
        "name": "Joku Uusi",
        "new": "a new passphrase",
        "old": passphrase(KAISA),
        "on": TODAY,
        "pairs": [],
        "passphrase": "a new passphrase",
        "imports.plan passphrase": None,
        "password": "another password 99",
        "person": eino,
        "person_id": eino.id,
        "place": register.place,
        "platform": "facebook",
        "record": of_library.id,
        "requested_by": "Aino",
        "reviewed_on": TODAY,
        "reviewer": "Aino",
        "role": AUDITOR,
        "scope": library.id,
        "scopes": [library.id],
        "seconds": 0.0,
        "spoken": "no such words",
        "text": "facebook",
        "joining.candidate text": reply,
        "today": date(2027, 1, 1),
        "to": "csv",
        "website.export to": "json",
        "moving.move to": files / "moved.somesec",
        "typed": "qwerty",
        "incident_id": UUID(int=7),
        "incident": Incident(
            id=UUID(int=7), kind=IncidentKind.HIJACK, unit=library.id, happened_at=clock.now()
        ),
        "evidence": Evidence(
            id=UUID(int=8), file_name="x.png", size=1, sha256=bytes(32), added_at=clock.now()
        ),
        "step_id": "rotate",
        "texts": {},
        "days": {},
        "lines": [PlanningLine.TOPICS],
        "found": browsers.Look((), ()),
        "key": "intervals.post",
        "made_on": TODAY,
        "rule": "SOM801",
        "waivers.add subject": LIBRARYS,
        "subject": of_library.id,
        "reason": "tried",
        "expires_on": TODAY,
        "waiver_id": UUID(int=9),
        "unit": library,
        "accounts.listed unit": library.id,
        "unit_id": library.id,
        "value": "another password 99",
        "values": {"name": "Joku Uusi"},
        "accounts.add values": {"unit": LIBRARY, "platform": "x", "handle": "tried"},
        "accounts.edit values": {"notes": "tried"},
        "Register.view today": TODAY,
        **{f"Register.{use} account": of_library.id for use in ("has_secret", "opened", "secret")},
        "Register.member_card id_": liisa.id,
        "Register.opened_among accounts": [of_library.id],
        "chosen": [of_library.id],
        "bulk.assign unit": LIBRARY,
        "bulk.brief people": [eino.id],
        "findings": [
            f for f in auditing.report(register).audit.findings if f.subject == of_library.id
        ][:1],
        "column": "notes",
        "cells.problem kind": "account",
        "document": contract,
        "documents": [contract],
        "terms_changes.between document": kept,
        "documents.wording text": kept.texts[0],
        "first": None,
        "last": None,
        "versions": [Version.of("The terms.", TODAY)],
        "read": read,
        "day": TODAY,
        "filter_id": UUID(int=11),
        "review_id": UUID(int=12),
        "number": 1,
        "done_on": TODAY,
        "folder": files,
        "before": of_library,
        "revision": 0,
        "edit": Undo(of_library, 0),
        "new_address": "toinen@testila.fi",
        "pack": load_pack("kauhava"),
        "used": "no such code",
        "with_secrets": True,
    }


def tried(register: Register, use: str, given: dict[str, Any]) -> Any:
    """What a use gives, told all that is known of what it may be told. A refusal is what it says;
    what it must be told and is not in `given` belongs there."""
    parameters = list(inspect.signature(USES[use]).parameters.values())[1:]
    asked = {parameter.name for parameter in parameters}
    try:
        if "opened" in asked:
            given = given | {"opened": register.opened(given["account_id"])}
        if "planned" in asked:
            file = given["imports.plan file"]
            given = given | {"planned": imports.plan(register, file, kind="accounts")}
        if "copy" in asked:
            given = given | {"copy": given["stack"].enter_context(register._store.read())}
        named = {
            p.name: given[name]
            for p in parameters
            for name in [f"{use} {p.name}" if f"{use} {p.name}" in given else p.name]
            if name in given or (p.default is p.empty and p.kind is not p.VAR_POSITIONAL)
        }
        result = USES[use](register, **named)
        if use == "Register.change":
            with result:
                pass
        return list(result) if inspect.isgenerator(result) else result
    except SomesecError as refusal:
        return refusal


@pytest.mark.parametrize("name", [KAISA, TARMO])
def test_by_no_use_does_a_holder_of_card_keys_open_a_password(
    crew_in_file: Crew, name: str, tmp_path: Path
) -> None:
    with crew_in_file.open(AINO) as aino:
        reply = joining.join(joining.invite(aino, "Uusi", AUDITOR), "a passphrase").reply
    files = tmp_path / "files"
    files.mkdir()
    (files / "table.csv").write_text("unit;platform;handle\nKirjasto;x;tuotu\n", "utf-8")
    (files / "hashes.txt").write_text("0CB6948805F797BF2A82807973B89537\n", "ascii")
    assert isinstance(crew_in_file.place, Path)
    kept, did = crew_in_file.place.read_bytes(), set()
    for use in USES:
        crew_in_file.place.write_bytes(kept)
        for left in files.glob("*.somesec"):
            left.unlink()
        with crew_in_file.open(name, accepts=True) as register:
            scopes = [register.id, *register.records.units]
            given = arguments(register, files, reply)
            with ExitStack() as stack:
                result = tried(register, use, given | {"stack": stack})
            shown = repr(result)
            if use not in ENDS:
                keys = register._contents.keys
                assert not any(keys.holds(scope, SECRET) for scope in scopes), use
                shown += repr(register.records)
        shown += "".join(
            path.read_bytes().decode("latin-1") for path in files.rglob("*") if path.is_file()
        )
        assert not any(canary in shown for canary in PASSWORDS.values()), use
        if not isinstance(result, SomesecError):
            did.add(use)
    # The tries are real: what the role may do was done.
    assert {"accounts.listed", "auditing.audit", "history.export", "verifying.verified"} <= did
    assert ("accounts.edit" in did) == (name == KAISA)
