"""An unlocked register: what its member may read, and the one way in which anything is written."""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from uuid import UUID, uuid4

from policy.catalogue import load_catalogue
from policy.pack import Pack, load_pack
from policy.view import View
from somesec import clock
from somesec.device import Device, Pin
from somesec.errors import InputError, LockedError, SomesecError, TamperedError
from somesec.hygiene.measure import Measurer
from somesec.language import _, collation
from somesec.model import (
    Account,
    Content,
    EvidenceContent,
    FingerprintKey,
    IntranetValues,
    Organisation,
    Records,
    Secret,
    SecretRecord,
    TermsContent,
)
from somesec.register.authority import Authority
from somesec.register.change import Change
from somesec.register.contents import MOVED, Contents, Snapshot
from somesec.register.draft import Draft, complete
from somesec.register.keys import CARD, SECRET
from somesec.register.means import Means
from somesec.register.membership import MemberCard, member_name
from somesec.register.parts import EVIDENCE, TEXT
from somesec.register.place import Place, is_named
from somesec.register.recovery_kit import RecoveryKit, new_kit, standing_of_kit
from somesec.register.resolve import Names, same
from somesec.register.roles import COORDINATOR, GONE, LEADING, UNIT_ADMIN
from somesec.register.trail import Ledger, comes_to, entry_of
from somesec.store.rows import MemberRow, RegisterRow
from somesec.store.store import Reading, Store
from somesec.vault.cost import default_cost, require_support
from somesec.vault.identity import Identity, root_of
from somesec.vault.keys import new_key
from somesec.vault.passphrase import cost_of, needs_device_secret, needs_stronger
from somesec.vault.recovery import from_text
from somesec.vault.trail import Entry, Head, Standing
from somesec.vault.words import words_of

FORMAT = 1

_SETTLES_THE_PLACE = (MOVED, "not-moved", "restored")


class Member(NamedTuple):
    """Somebody who belongs to the register, or once did (role ""); `units` are those that a unit
    admin looks after."""

    id: UUID
    name: str
    role: str
    units: tuple[UUID, ...]


class Opened(NamedTuple):
    """An account with its secret, as they were at one moment, and the secret's revision (0 for one
    never written)."""

    account: Account
    secret: Secret
    revision: int


@dataclass(frozen=True)
class _Seen:
    """The register between two changes: the cards with their revisions, who belongs to it, and
    where it was moved to."""

    records: Records
    revisions: Mapping[UUID, int]
    members: tuple[UUID, ...]
    moved_to: str

    @classmethod
    def of(cls, contents: Contents) -> Self:
        active = contents.ledger.authority.active()
        return cls(
            contents.records,
            contents.revisions[CARD].copy(),
            tuple(UUID(bytes=standing.member) for standing in active),
            contents.moved_to(),
        )

    @cached_property
    def names(self) -> Names:
        return Names(self.records)


class Register:
    """An unlocked register. Safe to use from several threads: one lock guards every operation. What
    is known without asking the database does not wait for it: meanwhile that is what was known
    before.

    `problems` are sentences about what does not verify; when there are any, what is intact stays
    readable and nothing can be written. `differs_from_memory` says whether one of them is that this
    device has seen another trail, which opening with `accepts` ends."""

    def __init__(
        self, store: Store, place: Place, contents: Contents, device: Device | None = None
    ) -> None:
        self.place = place
        self._device = device
        self.problems: tuple[str, ...] = ()
        self.differs_from_memory = False
        self._store = store
        self._open_contents: Contents | None = contents
        self._measurer: Measurer | None = None
        self._open_seen: _Seen | None = None
        self._lock = threading.RLock()

    @classmethod
    def create(
        cls,
        place: Place,
        *,
        organisation: str,
        domains: Sequence[str],
        member: str,
        passphrase: str,
        policy: str = "kauhava",
        key_file: Path | None = None,
        device: Device | None = None,
        with_device_secret: bool = False,
    ) -> tuple[Self, RecoveryKit]:
        """Makes a register with one member, who is its coordinator and holds every key, and the
        kit that recovers it; `with_device_secret` so that the founder unlocks on this computer
        only.

        Raises InputError when something lies at the place already or a name is empty."""
        require_support()
        load_pack(policy)
        # The organisation, its scope and the register itself share one id.
        id_, founder = uuid4(), MemberCard(id=uuid4(), name=member_name(member))
        town = Organisation(
            id=id_,
            name=organisation_name(organisation),
            domains=mail_domains(domains),
            policy=policy,
        )
        identity = Identity.generate()
        root = root_of(id_.bytes, identity.public.to_bytes())
        kit, kit_card, kit_standing = new_kit(town.name, id_, root)
        means = Means(passphrase, key_file, device)
        locked = means.lock(identity, id_, founder.id, root, with_device_secret=with_device_secret)
        contents = Contents(id_, founder.id, identity, root)
        self = cls(Store.create(place), place, contents, device)
        change = Change(self._contents)
        public = identity.public.to_bytes()
        change.stand(Standing(founder.id.bytes, COORDINATOR, public, founder.named))
        change.put_member(founder, locked)
        change.stand(kit_standing)
        change.put_member(kit_card, b"")
        change.put(town)
        change.put_secret(FingerprintKey(id=town.id, key=new_key()))
        try:
            row = RegisterRow(id=id_.bytes, format=FORMAT, made_at=int(clock.now().timestamp()))
            draft = Draft(change, self._contents, {"act": "register-made"}, register=row)
            with self._store.write() as rows:
                draft.write(rows)
            draft.take_over()
            self._see()
        except BaseException:
            self.close()
            if isinstance(place, Path):
                place.unlink(missing_ok=True)
            raise
        with suppress(SomesecError):
            self._remember()
        return self, kit

    @classmethod
    def open(
        cls,
        place: Place,
        passphrase: str,
        *,
        member: str = "",
        key_file: Path | None = None,
        device: Device | None = None,
        accepts: bool = False,
        is_copy: bool = False,
    ) -> Self:
        """Unlocks the register at a place, as the member of that name or, without one, whose
        passphrase it is.

        The device remembers the newest entry of the trail that it has seen, and a register that
        does not lead there is read only, unless `accepts` takes it as it is now. An old copy it
        helps to open, and neither judges nor remembers.

        Raises InputError when none is there, LockedError for a wrong passphrase or key file,
        TamperedError when so much is damaged that nothing can be read."""
        require_support()
        store, means = Store.open(place), Means(passphrase, key_file, device)
        try:
            with store.read() as rows:
                snapshot = Snapshot.of(rows)
            row, (identity, root) = means.unlock_one(snapshot, member)
            contents = Contents(
                UUID(bytes=snapshot.register.id), UUID(bytes=row.id), identity, root
            )
            self = cls(store, place, contents, None if is_copy else device)
            self._load(snapshot, accepts=accepts)
            self._require_name(member)
            if not self.problems:
                # What cannot be written now is still read; the next unlocking tries again.
                with suppress(SomesecError):
                    self._put_in_order(means, row)
                self._remember(accepts=accepts)
        except BaseException:
            store.close()
            raise
        return self

    @classmethod
    def open_with_kit(cls, place: Place, text: str) -> Self:
        """Opens the register with its recovery key. Whose register it is the key cannot know: show
        `fingerprint` to be compared with the kit's page.

        Raises InputError for a text that is no key, LockedError when it is not this register's."""
        require_support()
        identity, store = Identity.from_seed(from_text(text)), Store.open(place)
        try:
            with store.read() as rows:
                snapshot = Snapshot.of(rows)
            register = UUID(bytes=snapshot.register.id)
            me, root = standing_of_kit(snapshot.trail, register, identity.public)
            self = cls(store, place, Contents(register, me, identity, root))
            self._load(snapshot)
        except BaseException:
            store.close()
            raise
        return self

    def _load(self, snapshot: Snapshot, *, accepts: bool = False) -> None:
        contents, problems, remembered = self._contents, [], None
        if self._device is not None and not accepts:
            try:
                pin = self._device.pin(contents.register, contents.me, contents.identity)
                remembered = Head(pin.sequence, pin.hash) if pin else None
            except TamperedError as error:
                problems.append(str(error))
        if remembered is not None and len(snapshot.trail) < remembered.sequence:
            # Another program here may have written while this one derived its keys.
            with self._store.read() as rows:
                snapshot = Snapshot.of(rows)
        found = contents.load(snapshot, remembered)
        self.differs_from_memory = bool(problems) or bool(
            found and remembered and not comes_to(snapshot.trail, contents.register, remembered)
        )
        self.problems = (*problems, *found)
        self._see()

    def _remember(self, *, accepts: bool = False) -> None:
        """Lets the device know how far the trail has come."""
        contents, device = self._contents, self._device
        if device is None or self.problems:
            return
        head = contents.ledger.head
        pin = Pin(sequence=head.sequence, hash=head.hash)
        known = (contents.register, contents.me, contents.identity)
        device.remember_member(contents.register, contents.me, self.member.name)
        if accepts:
            device.replace_pin(*known, pin)
        else:
            device.remember_pin(*known, pin)

    def at(self, place: Place) -> Self:
        """The register at another place, opened with the keys that are open here.

        Raises as `open` does."""
        known, store = self._contents, Store.open(place)
        try:
            contents = Contents(known.register, known.me, known.identity, known.root)
            other = type(self)(store, place, contents, self._device)
            with store.read() as rows:
                snapshot = Snapshot.of(rows)
            other._load(snapshot)
        except BaseException:
            store.close()
            raise
        return other

    def pin_of(self, device: Device) -> Pin | None:
        """How far the device has seen the trail come. Raises as `Device.pin` does."""
        contents = self._contents
        return device.pin(contents.register, contents.me, contents.identity)

    def be_remembered_by(self, device: Device) -> None:
        """Lets the device take the register as it is here, whatever it remembered before."""
        self._device = device
        self._remember(accepts=True)

    def _require_name(self, name: str) -> None:
        if name and same(name) != same(self.member.name):
            raise LockedError(
                _("This passphrase is {member}'s, not {name}'s.").format(
                    member=self.member.name, name=name
                )
            )

    def _put_in_order(self, means: Means, row: MemberRow) -> None:
        if needs_stronger(row.locked):
            self._lock_anew(means, "lock-strengthened", needs_device_secret(row.locked))
        self.renew_stale()

    def close(self) -> None:
        """Locks the register: drops the keys and every record, and ends the worker processes."""
        with self._lock:
            if self._measurer is not None:
                self._measurer.close()
                self._measurer = None
            if self._open_contents is not None:
                # What the device could not take in now it takes in at the next unlocking.
                with suppress(SomesecError):
                    self._remember()
                self._open_contents.clear()
                self._open_contents = None
            self._open_seen = None
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _contents(self) -> Contents:
        if self._open_contents is None:
            raise _locked()
        return self._open_contents

    def _see(self) -> None:
        self._open_seen = _Seen.of(self._contents)

    @property
    def _seen(self) -> _Seen:
        seen = self._open_seen
        if seen is None:
            raise _locked()
        return seen

    # -- reading --------------------------------------------------------------------------------

    @property
    def id(self) -> UUID:
        """The register's id, which is its organisation's too."""
        return self._contents.register

    @property
    def member(self) -> Member:
        """The member who unlocked it."""
        return self._member(self._contents.me)

    def members(self) -> list[Member]:
        """Everybody who belongs to the register, the recovery kit too, by name."""
        members = map(self._member, self._seen.members)
        return sorted(members, key=lambda member: (collation(member.name), member.id))

    def member_card(self, id_: UUID) -> MemberCard:
        """What members know of one of them.

        Raises InputError when there is no such member."""
        card = self._contents.member_cards.get(id_)
        if card is None:
            raise InputError(_("There is no such member any more."))
        return card

    def _member(self, id_: UUID) -> Member:
        contents = self._contents
        card, standing = contents.member_cards.get(id_), contents.ledger.authority.standing(id_)
        return Member(
            id=id_,
            name=card.name if card else "",
            role=standing.role if standing else GONE,
            units=tuple(UUID(bytes=unit) for unit in standing.units) if standing else (),
        )

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """Six words that stand for the register, to be compared by people."""
        return words_of(self.root)

    @property
    def root(self) -> bytes:
        """32 bytes that stand for the register: who founded it."""
        return self._contents.root

    @property
    def identity(self) -> Identity:
        """The unlocked member's keys."""
        return self._contents.identity

    @property
    def locked(self) -> bytes:
        """The unlocked member's keys as they are stored: locked."""
        return self._contents.member_rows[self._contents.me].locked

    def holds(self, scope: UUID, kind: str) -> bool:
        """Whether this member holds the newest key of the kind to a scope."""
        return self._contents.keys.get(scope, self.authority.newest(scope, kind), kind) is not None

    def may_renew(self, scope: UUID, kind: str) -> bool:
        """Whether this member may put what a key seals under a new one."""
        return self.holds(scope, kind) and (kind == SECRET or self.member.role in LEADING)

    def trail(self, *, newest_first: bool = False) -> Iterator[tuple[Entry, dict[str, str]]]:
        """Every entry of the trail that verifies, with its detail.

        Raises TamperedError when what was verified is no longer there."""
        with self._lock:
            if not self.problems:
                self.refresh()
            contents = self._contents
            verified = contents.ledger.head
        # Entries are only ever added, so a long trail is read without keeping others waiting.
        with self._store.read() as rows:
            stored = list(islice(rows.trail(), verified.sequence))
        contents.ledger.require_way(stored, verified)
        for row in reversed(stored) if newest_first else stored:
            yield entry_of(row, contents.register), contents.open_detail(row)

    @property
    def authority(self) -> Authority:
        """Who may do what, as the trail has established it."""
        return self._contents.ledger.authority

    @property
    def records(self) -> Records:
        """Every card this member may read, as last refreshed."""
        return self._seen.records

    @property
    def names(self) -> Names:
        """The units and people of `records` by name."""
        return self._seen.names

    def revision(self, record: UUID) -> int:
        """The revision of a card as last read; 0 for one that is not there. Ask for it before the
        card: so a later card goes with an earlier revision at worst, which is a conflict."""
        return self._seen.revisions.get(record, 0)

    def account(self, id_: UUID) -> Account:
        """An account as last read.

        Raises InputError when it is gone, or is not this member's to read any more."""
        account = self.records.accounts.get(id_)
        if account is None:
            raise InputError(_("There is no account {id} any more.").format(id=id_))
        return account

    def view(self, today: date | None = None, pack: Pack | None = None) -> View:
        """What the rules look at on a day, by default today, under the register's own policy with
        its settings where no pack is given."""
        records = self.records
        if pack is None:
            pack = load_pack(records.organisation.policy).changed_by(records.settings.values())
        return View(
            records,
            today or clock.today(),
            pack,
            load_catalogue(),
            is_whole=self.member.role != UNIT_ADMIN,
        )

    def has_secret(self, account: UUID) -> bool:
        """Whether a secret is stored for the account, without opening it."""
        return account in self._contents.revisions[SECRET]

    def secret(self, account: UUID) -> Secret:
        """The secret of an account as stored now; an empty one where none was ever written.
        Whoever shows it to a person leaves a trail entry first.

        Raises LockedError without the key of its unit."""
        with self._lock:
            stored = self._read_secret(account)
            return stored if isinstance(stored, Secret) else Secret(id=account)

    def measurer(self) -> Measurer:
        """The worker processes that measure passwords, started when first needed.

        Raises LockedError for members who may open no passwords."""
        with self._lock:
            if self._measurer is None:
                stored = self._read_secret(self.id)
                if not isinstance(stored, FingerprintKey):
                    raise TamperedError(
                        _("The key to the fingerprints is missing. Restore a backup.")
                    )
                self._measurer = Measurer(stored.key, self.id.bytes)
            return self._measurer

    def intranet(self) -> IntranetValues | None:
        """The list of the intranet's passwords to measure others against; None where none is
        loaded.

        Raises LockedError for members who may open no passwords."""
        with self._lock:
            card = self.records.intranet
            stored = self._read_secret(card.id) if card else None
            return stored if isinstance(stored, IntranetValues) else None

    def evidence(self, id_: UUID) -> bytes:
        """The content of a piece of evidence. Whoever takes it out leaves a trail entry first.

        Raises LockedError without the key of its unit, InputError when there is none."""
        with self._lock:
            stored = self._read_content(id_, EVIDENCE)
            if not isinstance(stored, EvidenceContent):
                raise InputError(_("There is no such evidence any more."))
            return stored.content

    def terms_content(self, id_: UUID) -> TermsContent:
        """The wording of one version of a terms document.

        Raises InputError when there is none."""
        with self._lock:
            stored = self._read_content(id_, TEXT)
            if not isinstance(stored, TermsContent):
                raise InputError(_("There is no such text any more."))
            return stored

    def opened(self, account: UUID) -> Opened:
        """The account with its secret, for a change that takes time to prepare: what was read is
        still true if the secret has the same revision when it is put.

        Raises InputError when there is no such account, LockedError without the key of its unit."""
        with self._lock:
            secret = self.secret(account)
            if account not in self.records.accounts:
                self._refuse_when_damaged()
            card = self.account(account)
            return Opened(card, secret, self._contents.revision(account, SECRET))

    def opened_among(self, accounts: Collection[UUID]) -> dict[UUID, Opened | LockedError]:
        """Accounts with their secrets as they are at one moment, read in one pass: for each what
        `opened` returns, or why its secret stays shut. Those that are gone are left out."""
        with self._lock:
            contents = self._contents
            with self._store.read() as rows:
                if not self.problems:
                    self._absorb(rows)
                secrets = contents.open_secrets(rows, accounts)
            found: dict[UUID, Opened | LockedError] = {}
            for id_ in accounts:
                card, secret = self.records.accounts.get(id_), secrets.get(id_)
                if isinstance(secret, LockedError):
                    found[id_] = secret
                elif card is not None:
                    stored = secret if isinstance(secret, Secret) else Secret(id=id_)
                    revision = contents.revision(id_, SECRET)
                    found[id_] = Opened(card, stored, revision)
            return found

    def _read_secret(self, record: UUID) -> SecretRecord | None:
        contents = self._contents
        with self._store.read() as rows:
            if not self.problems:
                self._absorb(rows)
            return contents.open_secret(rows, record)

    def _read_content(self, record: UUID, part: str) -> Content | None:
        contents = self._contents
        with self._store.read() as rows:
            if not self.problems:
                self._absorb(rows)
            return contents.open_content(rows, record, part)

    @property
    def moved_to(self) -> str:
        """Where a coordinator has moved the register from here, so that nothing is written here any
        more; "" while it is in use here."""
        to = self._seen.moved_to
        return "" if is_named(self.place, to) else to

    @property
    def has_just_arrived(self) -> bool:
        """Whether the newest entry is of the move that brought it here."""
        with self._lock:
            return is_named(self.place, self._contents.moved_to())

    def refresh(self) -> bool:
        """Takes in what others wrote meanwhile; True when there was anything.

        Raises TamperedError when that does not verify; from then on nothing is written."""
        with self._lock:
            if self.problems:
                return False
            with self._store.read() as rows:
                return self._absorb(rows)

    def wait_for_change(self, seconds: float) -> bool:
        """Waits, in a thread of its own, until somebody may have written: True to refresh. False
        when the time is over or the register was locked meanwhile.

        Raises SomesecError when the place cannot be reached; it may be called again."""
        return self._store.wait_for_change(seconds)

    def _absorb(self, rows: Reading) -> bool:
        try:
            changed = self._contents.absorb(rows)
        except TamperedError as error:
            self.problems = (*self.problems, str(error))
            self._see()
            raise
        if changed:
            self._see()
        return changed

    def verified_anew(self) -> tuple[Contents, list[int], list[str]]:
        """Everything that is stored now, read and opened once more, secrets too; the sequences of
        entries that do not say what they were for; and every problem as a sentence.

        Raises TamperedError when so much is damaged that nothing can be read."""
        with self._lock:
            known = self._contents.ledger
            with self._store.read() as rows:
                problems = [*self.problems, *rows.integrity_problems()]
                snapshot = Snapshot.of(rows)
                fresh, found = self._checked(snapshot, rows)
            problems += found
            if not self.problems:
                seen = [r for r in snapshot.trail if r.sequence == known.head.sequence]
                try:
                    known.require_head(seen[0] if seen else None)
                except TamperedError as error:
                    problems.append(str(error))
            return fresh, fresh.silent_entries(snapshot.trail), problems

    def authority_in(self, copy: Reading) -> Authority:
        """Who may do what by the trail of another copy of this register, as far as it verifies."""
        with self._lock:
            ledger = Ledger(self.id, self.root)
        with suppress(TamperedError):
            for row in copy.trail():
                ledger.follow(row)
        return ledger.authority

    def problems_in(self, copy: Reading) -> list[str]:
        """What does not verify in a copy of this register, its secrets too, as sentences.

        Raises TamperedError when so much is damaged that nothing can be read."""
        with self._lock:
            _fresh, problems = self._checked(Snapshot.of(copy), copy)
            return [*copy.integrity_problems(), *problems]

    def _checked(self, snapshot: Snapshot, rows: Reading) -> tuple[Contents, list[str]]:
        known = self._contents
        fresh = Contents(known.register, known.me, known.identity, known.root)
        problems = fresh.load(snapshot)
        problems += fresh.check_secrets(rows)
        problems += fresh.check_content(rows)
        return fresh, problems

    # -- writing --------------------------------------------------------------------------------

    @contextmanager
    def change(self, act: str, note: str = "", subject: UUID | None = None) -> Iterator[Change]:
        """The only writer from its first moment, with `records` as they are stored then. What is
        put into the change is written at the end of the block, in one transaction with one trail
        entry; an empty change writes just the entry. Keep the block short, and read in it what
        the change is made from.

        Raises ConflictError when somebody else wrote one of the records since it was read,
        TamperedError when the register does not verify, InputError when it was moved to another
        place. Then nothing is written."""
        detail = {"act": act, "note": note, "subject": str(subject) if subject else ""}
        detail = {name: text for name, text in detail.items() if text}
        with self._lock:
            contents = self._contents
            self._refuse_when_damaged()
            change = Change(contents)
            try:
                with self._store.write() as rows:
                    self._absorb(rows)
                    if act not in _SETTLES_THE_PLACE:
                        self._refuse_when_moved()
                    yield change
                    complete(change, contents, rows)
                    draft = Draft(change, contents, detail)
                    draft.write(rows)
            except BaseException:
                contents.keys.drop(change.new_keys())
                raise
            draft.take_over()
            self._see()

    def renew_stale(self) -> None:
        """Puts what is sealed with keys that somebody knows who holds them no more under new ones,
        as far as this member may."""
        with self._lock:
            mine = [stale for stale in self.authority.stale() if self.may_renew(*stale)]
            if mine:
                with self.change("keys-renewed") as change:
                    for scope, kind in mine:
                        change.renew(scope, kind)

    def change_passphrase(
        self,
        old: str,
        new: str,
        *,
        key_file: Path | None = None,
        new_key_file: Path | None = None,
        with_device_secret: bool | None = None,
    ) -> None:
        """Locks the member's keys under a new passphrase, with a new key file or none, and so that
        only this computer opens them or that any does (None leaves that as it is).

        Raises LockedError when the old ones are wrong, InputError when the new one is empty."""
        if not new:
            raise InputError(_("The new passphrase is empty. Choose at least four random words."))
        with self._lock:
            self._refuse_when_damaged()
            row = self._contents.member_rows[self.member.id]
            Means(old, key_file, self._device).unlock(row, self.id)
            means = Means(new, new_key_file, self._device)
            if with_device_secret is None:
                with_device_secret = needs_device_secret(row.locked)
            self._lock_anew(means, "passphrase-changed", with_device_secret)

    def _lock_anew(self, means: Means, act: str, with_device_secret: bool) -> None:
        """Locks at today's default cost, or at the cost so far where that is higher."""
        contents = self._contents
        row = contents.member_rows[contents.me]
        locked = means.lock(
            contents.identity,
            self.id,
            contents.me,
            contents.root,
            cost_of(row.locked).at_least(default_cost()),
            with_device_secret=with_device_secret,
        )
        with self.change(act) as change:
            change.put_member(contents.member_cards[contents.me], locked, row.revision)

    def _refuse_when_moved(self) -> None:
        if self.moved_to:
            raise InputError(moved_sentence(self.moved_to))

    def _refuse_when_damaged(self) -> None:
        if self.problems:
            raise TamperedError(
                _("The register does not verify, so nothing is written. Run 'somesec verify'.")
            )


def _locked() -> LockedError:
    return LockedError(_("The register is locked. Unlock it with your passphrase."))


def moved_sentence(to: str) -> str:
    """What is said where the register is no more."""
    return _(
        "This register was moved to {place}, and nothing is written here any more. Use it there; a "
        "move that was cut off, a coordinator finishes with 'somesec move --to {place}'."
    ).format(place=to)


def organisation_name(text: str) -> str:
    """The name of an organisation, its spaces put in order. Raises InputError for none."""
    name = " ".join(text.split())
    if not name:
        raise InputError(_("The organisation needs a name: --organisation NAME."))
    return name


def mail_domains(texts: Sequence[str]) -> tuple[str, ...]:
    """Mail domains in lower case, each once. Raises InputError for what is none."""
    domains = [text.strip().casefold().removeprefix("@").rstrip(".") for text in texts]
    for domain in domains:
        if "." not in domain or any(
            character.isspace() or character == "@" for character in domain
        ):
            raise InputError(
                _("'{domain}' is no mail domain. Give it as in: --domain testila.fi").format(
                    domain=domain
                )
            )
    return tuple(dict.fromkeys(domains))
