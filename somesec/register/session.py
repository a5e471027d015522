"""An unlocked register: what its member may read, and the one way in which anything is written."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from uuid import UUID, uuid4

import msgspec

from policy.catalogue import load_catalogue
from policy.pack import load_pack
from policy.view import View
from somesec import clock
from somesec.errors import InputError, LockedError, SomesecError, TamperedError
from somesec.hygiene.measure import Measurer
from somesec.language import _
from somesec.model import (
    Account,
    Card,
    FingerprintKey,
    IntranetValues,
    Organisation,
    Records,
    Secret,
    SecretRecord,
    encode,
)
from somesec.register.change import Change
from somesec.register.contents import Contents, Snapshot
from somesec.register.keys import CARD, SECRET, ScopeKey, new_scope
from somesec.register.membership import (
    COORDINATOR,
    RECOVERY,
    MemberCard,
    grant,
    kinds_for,
    member_row,
)
from somesec.register.recovery_kit import RecoveryKit
from somesec.register.resolve import Names
from somesec.register.trail import gone, record_place, row_of, written
from somesec.store.rows import GrantRow, MemberRow, RecordRow, RegisterRow, Row
from somesec.store.store import Reading, Store, Writing
from somesec.vault.cost import default_cost, require_support
from somesec.vault.identity import Identity
from somesec.vault.keys import detail_context, new_key, record_context
from somesec.vault.passphrase import cost_of, lock, needs_stronger, unlock
from somesec.vault.recovery import new_seed, to_text
from somesec.vault.sealed import seal
from somesec.vault.trail import Change as TrailChange
from somesec.vault.trail import Entry, sign_entry

FORMAT = 1

MOST_TRIED = 8
"""Locked keys that a passphrase is tried on: each takes about a second, and a tampered file may
hold any number of them."""


class Opened(NamedTuple):
    """An account with its secret, as they were at one moment, and the secret's revision (0 for one
    never written)."""

    account: Account
    secret: Secret
    revision: int


class Register:
    """An unlocked register. Safe to use from several threads: one lock guards every operation.

    `problems` are sentences about what does not verify; when there are any, what is intact stays
    readable and nothing can be written."""

    def __init__(self, store: Store, place: Path, contents: Contents) -> None:
        self.place = place
        self.problems: tuple[str, ...] = ()
        self._store = store
        self._open_contents: Contents | None = contents
        self._measurer: Measurer | None = None
        self._names: tuple[Records, Names] | None = None
        self._lock = threading.RLock()

    @classmethod
    def create(
        cls,
        place: Path,
        *,
        organisation: str,
        domains: Sequence[str],
        member: str,
        passphrase: str,
        policy: str = "kauhava",
        key_file: Path | None = None,
    ) -> tuple[Self, RecoveryKit]:
        """Makes a register with one member, who is its coordinator and holds every key, and the
        kit that recovers it.

        Raises InputError when something lies at the place already or a name is empty."""
        require_support()
        load_pack(policy)
        # The organisation, its scope and the register itself share one id.
        id_, founder = uuid4(), MemberCard(id=uuid4(), name=_member_name(member), role=COORDINATOR)
        town = Organisation(
            id=id_, name=_organisation_name(organisation), domains=_domains(domains), policy=policy
        )
        if not passphrase:
            raise InputError(_("The passphrase is empty. Choose at least four random words."))
        identity, seed = Identity.generate(), new_seed()
        locked = lock(
            identity, passphrase, id_.bytes, founder.id.bytes, key_file=_content(key_file)
        )
        self = cls(Store.create(place), place, Contents(id_, founder.id, identity))
        try:
            self._found(town, founder, locked, Identity.from_seed(seed))
        except BaseException:
            self.close()
            place.unlink(missing_ok=True)
            raise
        return self, RecoveryKit(to_text(seed), town.name, str(id_))

    def _found(
        self, town: Organisation, founder: MemberCard, locked: bytes, recovery: Identity
    ) -> None:
        kit = MemberCard(id=uuid4(), name="recovery kit", role=RECOVERY)
        card_key, secret_key = new_scope(town.id)
        self._contents.keys.hold([card_key, secret_key])
        register = RegisterRow(id=town.id.bytes, format=FORMAT, made_at=_moment())
        founder_row = self._member_row(founder, 1, self._contents.identity, locked)
        kit_row = self._member_row(kit, 1, recovery, b"")
        self._contents.admit(founder_row, founder)
        self._contents.admit(kit_row, kit)
        grants = self._grants([card_key, secret_key])
        card = self._sealed_row(town, CARD, town.id, 1)
        secret = self._sealed_row(FingerprintKey(id=town.id, key=new_key()), SECRET, town.id, 1)
        with self._store.write() as rows:
            rows.put_register(register)
            for member in (founder_row, kit_row):
                rows.put_member(member, None)
            for granted in grants:
                rows.put_grant(granted)
            rows.put_records([(card, None), (secret, None)])
            made: list[Row] = [register, founder_row, kit_row, *grants, card, secret]
            entry = self._append(rows, [written(row) for row in made], {"act": "register-made"})
        self._contents.ledger.accept(entry)
        self._contents.remember(town, CARD, 1)
        self._contents.revisions[town.id, SECRET] = 1

    @classmethod
    def open(cls, place: Path, passphrase: str, *, key_file: Path | None = None) -> Self:
        """Unlocks the register at a place.

        Raises InputError when none is there, LockedError for a wrong passphrase or key file,
        TamperedError when so much is damaged that nothing can be read."""
        require_support()
        store = Store.open(place)
        try:
            with store.read() as rows:
                snapshot = Snapshot.of(rows)
            member, identity = _unlocked(snapshot, passphrase, _content(key_file))
            contents = Contents(UUID(bytes=snapshot.register.id), UUID(bytes=member.id), identity)
            self = cls(store, place, contents)
            self.problems = tuple(contents.load(snapshot))
            if not self.problems and needs_stronger(member.locked):
                # What cannot be written now is still read; the next unlocking tries again.
                with suppress(SomesecError):
                    self._lock_anew(passphrase, key_file, "lock-strengthened")
        except BaseException:
            store.close()
            raise
        return self

    def close(self) -> None:
        """Locks the register: drops the keys and every record, and ends the worker processes."""
        with self._lock:
            if self._measurer is not None:
                self._measurer.close()
                self._measurer = None
            if self._open_contents is not None:
                self._open_contents.clear()
                self._open_contents = None
            self._names = None
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
            raise LockedError(_("The register is locked. Unlock it with your passphrase."))
        return self._open_contents

    # -- reading --------------------------------------------------------------------------------

    @property
    def id(self) -> UUID:
        """The register's id, which is its organisation's too."""
        return self._contents.register

    @property
    def member(self) -> MemberCard:
        """The member who unlocked it."""
        contents = self._contents
        return contents.members.get(contents.me) or MemberCard(id=contents.me, name="", role="")

    @property
    def records(self) -> Records:
        """Every card this member may read, as last refreshed."""
        with self._lock:
            return self._contents.records

    @property
    def names(self) -> Names:
        """The units and people of `records` by name."""
        with self._lock:
            records = self._contents.records
            if self._names is None or self._names[0] is not records:
                self._names = (records, Names(records))
            return self._names[1]

    def revision(self, record: UUID) -> int:
        """The revision of a card as last read; 0 for one that is not there."""
        return self._contents.revisions.get((record, CARD), 0)

    def view(self, today: date | None = None) -> View:
        """What the rules look at on a day, by default today."""
        records = self.records
        pack = load_pack(records.organisation.policy).changed_by(records.settings.values())
        return View(records, today or clock.today(), pack, load_catalogue())

    def has_secret(self, account: UUID) -> bool:
        """Whether a secret is stored for the account, without opening it."""
        return (account, SECRET) in self._contents.revisions

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
            card = self._contents.records.intranet
            stored = self._read_secret(card.id) if card else None
            return stored if isinstance(stored, IntranetValues) else None

    def opened(self, account: UUID) -> Opened:
        """The account with its secret, for a change that takes time to prepare: what was read is
        still true if the secret has the same revision when it is put.

        Raises InputError when there is no such account, LockedError without the key of its unit."""
        with self._lock:
            secret = self.secret(account)
            card = self._contents.cards.get(account)
            if not isinstance(card, Account):
                self._refuse_when_damaged()
                raise InputError(_("There is no account {id} any more.").format(id=account))
            return Opened(card, secret, self._contents.revisions.get((account, SECRET), 0))

    def _read_secret(self, record: UUID) -> SecretRecord | None:
        contents = self._contents
        with self._store.read() as rows:
            if not self.problems:
                self._absorb(rows)
            return contents.open_secret(rows, record)

    def refresh(self) -> bool:
        """Takes in what others wrote meanwhile; True when there was anything.

        Raises TamperedError when that does not verify; from then on nothing is written."""
        with self._lock:
            if self.problems:
                return False
            with self._store.read() as rows:
                return self._absorb(rows)

    def _absorb(self, rows: Reading) -> bool:
        try:
            return self._contents.absorb(rows)
        except TamperedError as error:
            self.problems = (*self.problems, str(error))
            raise

    def verified_anew(self) -> tuple[Contents, list[str]]:
        """Everything that is stored now, read and opened once more, secrets too, and every problem
        with it as a sentence.

        Raises TamperedError when so much is damaged that nothing can be read."""
        with self._lock:
            known = self._contents
            with self._store.read() as rows:
                problems = [*self.problems, *rows.integrity_problems()]
                snapshot = Snapshot.of(rows)
            fresh = Contents(known.register, known.me, known.identity)
            problems += fresh.load(snapshot)
            problems += fresh.check_secrets(snapshot.records)
            if not self.problems:
                seen = [r for r in snapshot.trail if r.sequence == known.ledger.head.sequence]
                try:
                    known.ledger.require_head(seen[0] if seen else None)
                except TamperedError as error:
                    problems.append(str(error))
            return fresh, problems

    # -- writing --------------------------------------------------------------------------------

    @contextmanager
    def change(self, act: str, note: str = "", subject: UUID | None = None) -> Iterator[Change]:
        """The only writer from its first moment, with `records` as they are stored then. What is
        put into the change is written at the end of the block, in one transaction with one trail
        entry; an empty change writes just the entry. Keep the block short, and read in it what
        the change is made from.

        Raises ConflictError when somebody else wrote one of the records since it was read,
        TamperedError when the register does not verify. Then nothing is written."""
        detail = {"act": act, "note": note, "subject": str(subject) if subject else ""}
        detail = {name: text for name, text in detail.items() if text}
        with self._lock:
            contents = self._contents
            self._refuse_when_damaged()
            change = Change(contents)
            try:
                with self._store.write() as rows:
                    self._absorb(rows)
                    yield change
                    self._move_along(rows, change)
                    entry = self._write(rows, change, detail)
            except BaseException:
                contents.keys.drop(change.new_keys)
                raise
            self._take_over(change, entry)

    def _move_along(self, rows: Writing, change: Change) -> None:
        """Puts what is sealed for an account's unit besides its card, where the account moves."""
        contents = self._contents
        for account in list(change.moved()):
            if (account.id, SECRET) not in change.puts:
                secret = contents.open_secret(rows, account.id)
                if isinstance(secret, Secret):
                    change.put_secret(secret)
            for review in contents.records.reviews.values():
                if review.account == account.id and (review.id, CARD) not in change.puts:
                    change.put(review)

    def _write(self, rows: Writing, change: Change, detail: dict[str, str]) -> Entry:
        self._contents.keys.hold(change.new_keys)
        grants = self._grants(change.new_keys)
        for granted in grants:
            rows.put_grant(granted)
        puts = [
            (self._sealed_row(record, part, change.scope_of(record), known + 1), known)
            for (_id, part), (record, known) in change.puts.items()
        ]
        rows.put_records((row, known or None) for row, known in puts)
        for (record, part), known in change.removals.items():
            rows.delete_record(record.bytes, part, known)
        changes = [written(granted) for granted in grants]
        changes += [written(row) for row, _known in puts]
        changes += [gone(record_place(record, part)) for record, part in change.removals]
        return self._append(rows, changes, detail)

    def _take_over(self, change: Change, entry: Entry) -> None:
        contents = self._contents
        contents.ledger.accept(entry)
        for (_id, part), (content, known) in change.puts.items():
            contents.remember(content, part, known + 1)
        for record, part in change.removals:
            contents.forget(record, part)

    def _append(self, rows: Writing, changes: list[TrailChange], detail: dict[str, str]) -> Entry:
        contents = self._contents
        sequence = contents.ledger.head.sequence + 1
        key = contents.keys.newest(self.id, CARD)
        context = detail_context(self.id.bytes, sequence)
        entry = sign_entry(
            contents.identity,
            sequence=sequence,
            previous=contents.ledger.head.hash,
            register=self.id.bytes,
            member=contents.me.bytes,
            at=_moment(),
            changes=changes,
            detail=seal(key.key, context, msgspec.json.encode(detail)),
        )
        rows.append_trail(row_of(entry))
        return entry

    def change_passphrase(self, old: str, new: str, *, key_file: Path | None = None) -> None:
        """Locks the member's keys under a new passphrase.

        Raises LockedError when the old one is wrong, InputError when the new one is empty."""
        if not new:
            raise InputError(_("The new passphrase is empty. Choose at least four random words."))
        with self._lock:
            self._refuse_when_damaged()
            row = self._contents.member_rows[self.member.id]
            unlock(row.locked, old, self.id.bytes, row.id, key_file=_content(key_file))
            self._lock_anew(new, key_file, "passphrase-changed")

    def _lock_anew(self, passphrase: str, key_file: Path | None, act: str) -> None:
        """Locks at today's default cost, or at the cost so far where that is higher."""
        contents, me = self._contents, self.member
        row = contents.member_rows[me.id]
        locked = lock(
            contents.identity,
            passphrase,
            self.id.bytes,
            row.id,
            cost=cost_of(row.locked).at_least(default_cost()),
            key_file=_content(key_file),
        )
        new_row = self._member_row(me, row.revision + 1, contents.identity, locked)
        with self._store.write() as rows:
            self._absorb(rows)
            rows.put_member(new_row, row.revision)
            entry = self._append(rows, [written(new_row)], {"act": act})
        contents.ledger.accept(entry)
        contents.admit(new_row, me)

    def _refuse_when_damaged(self) -> None:
        if self.problems:
            raise TamperedError(
                _("The register does not verify, so nothing is written. Run 'somesec verify'.")
            )

    # -- rows -----------------------------------------------------------------------------------

    def _member_row(
        self, card: MemberCard, revision: int, identity: Identity, locked: bytes
    ) -> MemberRow:
        contents = self._contents
        return member_row(
            card,
            register=self.id,
            revision=revision,
            public=identity.public.to_bytes(),
            locked=locked,
            organisation_key=contents.keys.newest(self.id, CARD),
            signer=contents.identity,
            signer_id=contents.me,
        )

    def _grants(self, keys: Sequence[ScopeKey]) -> list[GrantRow]:
        contents = self._contents
        return [
            grant(
                key,
                register=self.id,
                member=card.id,
                public=contents.publics[card.id.bytes],
                giver=contents.identity,
                giver_id=contents.me,
            )
            for key in keys
            for card in contents.members.values()
            if key.kind in kinds_for(card.role, is_maker=card.id == contents.me)
        ]

    def _sealed_row(
        self, content: Card | SecretRecord, part: str, scope: UUID, revision: int
    ) -> RecordRow:
        key = self._contents.keys.newest(scope, part)
        context = record_context(
            self.id.bytes, scope.bytes, content.id.bytes, part, revision, key.epoch
        )
        return RecordRow(
            id=content.id.bytes,
            part=part,
            scope=scope.bytes,
            epoch=key.epoch,
            revision=revision,
            changed_at=_moment(),
            sealed=seal(key.key, context, encode(content)),
        )


def _unlocked(
    snapshot: Snapshot, passphrase: str, key_file: bytes | None
) -> tuple[MemberRow, Identity]:
    """The member whose keys the passphrase opens, the founder tried first.

    Raises LockedError or TamperedError when it opens none."""
    founder = snapshot.trail[0].member if snapshot.trail else b""
    locked = sorted((row for row in snapshot.members if row.locked), key=lambda r: r.id != founder)
    refusals: list[LockedError | TamperedError] = []
    for row in locked[:MOST_TRIED]:
        try:
            return row, unlock(
                row.locked, passphrase, snapshot.register.id, row.id, key_file=key_file
            )
        except (LockedError, TamperedError) as error:
            refusals.append(error)
    for refusal in sorted(refusals, key=lambda error: isinstance(error, TamperedError)):
        raise refusal
    raise TamperedError(_("No member's keys are left in the register. Restore a backup."))


def _content(key_file: Path | None) -> bytes | None:
    if key_file is None:
        return None
    try:
        return key_file.read_bytes()
    except OSError as error:
        raise InputError(
            _("The key file {path} cannot be read: {reason}.").format(
                path=key_file, reason=error.strerror
            )
        ) from error


def _organisation_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise InputError(_("The organisation needs a name: --organisation NAME."))
    return name


def _member_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise InputError(_("The first member needs a name: --member NAME."))
    return name


def _domains(texts: Sequence[str]) -> tuple[str, ...]:
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


def _moment() -> int:
    return int(clock.now().timestamp())
