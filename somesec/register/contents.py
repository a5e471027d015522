"""What an unlocked member reads: rows verified against the trail, opened, and kept in memory."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self
from uuid import UUID

import msgspec

from somesec.errors import InputError, TamperedError
from somesec.language import _
from somesec.model import Card, Records, SecretRecord, decode_card, decode_secret
from somesec.register.keys import CARD, SECRET, HeldKeys
from somesec.register.membership import (
    MemberCard,
    open_grant,
    open_member_card,
    verify_member,
)
from somesec.register.trail import Ledger, Place, record_at, record_place, written
from somesec.store.rows import GrantRow, MemberRow, RecordRow, RegisterRow, Row, TrailRow
from somesec.store.store import Reading
from somesec.vault.identity import Identity, PublicIdentity
from somesec.vault.keys import record_context
from somesec.vault.sealed import unseal


class Snapshot(NamedTuple):
    """All rows of a register at one moment, so that the database is free while they are opened."""

    register: RegisterRow
    members: list[MemberRow]
    grants: list[GrantRow]
    trail: list[TrailRow]
    records: list[RecordRow]

    @classmethod
    def of(cls, rows: Reading) -> Self:
        """Raises InputError for a register that was never finished."""
        trail = list(rows.trail())
        try:
            register = rows.register()
        except InputError:
            if not trail:
                raise
            raise TamperedError(
                _("The row that says which register this is is missing. Restore a backup.")
            ) from None
        return cls(register, rows.members(), rows.grants(), trail, list(rows.records()))


class Contents:
    """The register as one member reads it. `load` takes everything in and returns what does not
    verify; `absorb` takes in what was written since."""

    def __init__(self, register: UUID, me: UUID, identity: Identity) -> None:
        self.register = register
        self.me = me
        self.identity = identity
        self.keys = HeldKeys()
        self.ledger = Ledger(register)
        self.publics: dict[bytes, PublicIdentity] = {me.bytes: identity.public}
        self.member_rows: dict[UUID, MemberRow] = {}
        self.members: dict[UUID, MemberCard] = {}
        self.cards: dict[UUID, Card] = {}
        self.revisions: dict[tuple[UUID, str], int] = {}
        self._records: Records | None = None

    @property
    def records(self) -> Records:
        """The cards, sorted into their kinds."""
        if self._records is None:
            self._records = Records.of(self.cards.values())
        return self._records

    # -- taking everything in -------------------------------------------------------------------

    def load(self, rows: Snapshot) -> list[str]:
        """Reads and verifies all rows. What does not verify is left out, and said in a sentence."""
        problems: list[str] = []
        self._trust(rows.members, problems)
        self._open_grants(rows.grants, problems)
        self._follow_trail(rows.trail, problems)
        if not self.keys.holds(self.register, CARD):
            raise _unreadable(problems)
        self._open_members(rows.members, problems)
        singles: list[Row] = [rows.register, *rows.members, *rows.grants]
        there = [self._vouched(row, problems) for row in singles]
        there += [self._take(row, problems) for row in rows.records]
        problems += [missing_sentence(place) for place in self.ledger.missing(there)]
        if self.register not in self.cards:
            raise _unreadable(problems)
        return list(dict.fromkeys(problems))

    def _trust(self, members: Sequence[MemberRow], problems: list[str]) -> None:
        """Trusts oneself, whose key the passphrase proves, and whoever one signed for."""
        for row in members:
            member = UUID(bytes=row.id)
            try:
                verify_member(row, self.register, self.identity.public)
                public = PublicIdentity.from_bytes(row.public)
                if member == self.me and public.to_bytes() != self.identity.public.to_bytes():
                    raise TamperedError(_("The public key is not yours."))
            except TamperedError as error:
                problems.append(
                    _("Member {member} does not verify and is ignored: {reason}").format(
                        member=member, reason=error
                    )
                )
                continue
            self.publics[row.id] = public

    def _open_grants(self, grants: Sequence[GrantRow], problems: list[str]) -> None:
        for row in grants:
            if row.member != self.me.bytes:
                continue
            giver = self.publics.get(row.signer)
            try:
                if giver is None:
                    raise TamperedError(_("It was given by nobody this register knows."))
                self.keys.hold([open_grant(row, self.register, self.identity, giver)])
            except TamperedError as error:
                problems.append(
                    _("The {kind} key of scope {scope} does not verify: {reason}").format(
                        kind=row.kind, scope=UUID(bytes=row.scope), reason=error
                    )
                )

    def _follow_trail(self, trail: Sequence[TrailRow], problems: list[str]) -> None:
        for row in trail:
            try:
                self.ledger.follow(row, self.publics)
            except TamperedError as error:
                problems.append(str(error))
                return

    def _open_members(self, members: Sequence[MemberRow], problems: list[str]) -> None:
        key = self.keys.newest(self.register, CARD)
        for row in members:
            if row.id not in self.publics:
                continue
            try:
                self.admit(row, open_member_card(row, self.register, key))
            except TamperedError as error:
                problems.append(
                    _("The card of member {member} cannot be read: {reason}").format(
                        member=UUID(bytes=row.id), reason=error
                    )
                )

    def admit(self, row: MemberRow, card: MemberCard) -> None:
        """Takes in a member whose row was verified or just made."""
        self.member_rows[card.id] = row
        self.members[card.id] = card
        self.publics[row.id] = PublicIdentity.from_bytes(row.public)

    def _vouched(self, row: Row, problems: list[str]) -> Place:
        change = written(row)
        if not self.ledger.vouches_for(row):
            problems.append(
                _("A row of table '{table}' is not what the trail says.").format(table=change.table)
            )
        return change.table, change.key

    def _take(self, row: RecordRow, problems: list[str]) -> Place:
        record = UUID(bytes=row.id)
        try:
            self._take_row(row)
        except TamperedError as error:
            problems.append(
                _("The {part} of record {record} does not verify: {reason}").format(
                    part=row.part, record=record, reason=error
                )
            )
        return record_place(record, row.part)

    def _take_row(self, row: RecordRow) -> None:
        if not self.ledger.vouches_for(row):
            raise TamperedError(_("It is not what the trail says."))
        record = UUID(bytes=row.id)
        if row.part == CARD:
            key = self.keys.get(UUID(bytes=row.scope), row.epoch, CARD)
            if key is None:
                return
            try:
                card = decode_card(unseal(key.key, self.context(row), row.sealed))
            except msgspec.DecodeError as error:
                raise TamperedError(_("Its content is no record this version knows.")) from error
            if card.id != record:
                raise TamperedError(_("It names another record."))
            self.cards[record] = card
        self.revisions[record, row.part] = row.revision

    # -- one secret -----------------------------------------------------------------------------

    def open_secret(self, rows: Reading, record: UUID) -> SecretRecord | None:
        """The secret stored for a record, or None where there is none.

        Raises LockedError without the key to it, TamperedError when it does not verify."""
        row = rows.record(record.bytes, SECRET)
        if row is None:
            if self.ledger.speaks_of(place := record_place(record, SECRET)):
                raise TamperedError(missing_sentence(place))
            return None
        return self._opened(row)

    def _opened(self, row: RecordRow) -> SecretRecord:
        record = UUID(bytes=row.id)
        if not self.ledger.vouches_for(row):
            raise TamperedError(
                _("The secret of record {record} is not what the trail says.").format(record=record)
            )
        scope = UUID(bytes=row.scope)
        key = self.keys.get(scope, row.epoch, SECRET) or self.keys.newest(scope, SECRET)
        try:
            secret = decode_secret(unseal(key.key, self.context(row), row.sealed))
        except msgspec.DecodeError:
            # The cause would carry what was opened.
            raise TamperedError(
                _("The secret of record {record} is none this version knows.").format(record=record)
            ) from None
        if secret.id != record:
            raise TamperedError(_("A secret names another record. Restore a backup."))
        return secret

    def check_secrets(self, rows: Iterable[RecordRow]) -> list[str]:
        """Opens every secret this member holds the key to, and says which cannot be opened."""
        problems = []
        for row in rows:
            known = self.keys.get(UUID(bytes=row.scope), row.epoch, SECRET)
            if row.part != SECRET or known is None:
                continue
            try:
                self._opened(row)
            except TamperedError as error:
                problems.append(
                    _("The secret of record {record} cannot be opened: {reason}").format(
                        record=UUID(bytes=row.id), reason=error
                    )
                )
        return problems

    # -- keeping up -----------------------------------------------------------------------------

    def absorb(self, rows: Reading) -> bool:
        """Follows the trail from where it was last read and reads anew what it names. True when
        there was anything.

        Raises TamperedError when that does not verify, or when what was read before is no longer
        there."""
        trail = rows.trail(after=self.ledger.head.sequence - 1)
        self.ledger.require_head(next(trail, None))
        entries = [self.ledger.follow(row, self.publics) for row in trail]
        if not entries:
            return False
        touched = {(change.table, change.key) for entry in entries for change in entry.changes}
        problems: list[str] = []
        if any(table in ("member", "grant") for table, _key in touched):
            members = rows.members()
            self._trust(members, problems)
            self._open_grants(rows.grants(), problems)
            self._open_members(members, problems)
        for place in touched:
            self._take_place(rows, place)
        if problems:
            raise TamperedError(problems[0])
        return True

    def _take_place(self, rows: Reading, place: Place) -> None:
        named = record_at(place)
        if named is None:
            return
        record, part = named
        row = rows.record(record.bytes, part)
        if row is not None:
            self._take_row(row)
            self._records = None if part == CARD else self._records
        elif self.ledger.speaks_of(place):
            raise TamperedError(missing_sentence(place))
        else:
            self.forget(record, part)

    def remember(self, card: Card | SecretRecord, part: str, revision: int) -> None:
        """Takes in a record that was just written."""
        self.revisions[card.id, part] = revision
        if part == CARD:
            self.cards[card.id] = card  # type: ignore[assignment]
            self._records = None

    def forget(self, record: UUID, part: str) -> None:
        """Takes in that a record is gone."""
        self.revisions.pop((record, part), None)
        if part == CARD:
            self.cards.pop(record, None)
            self._records = None

    def context(self, row: RecordRow) -> bytes:
        """The context a record row is sealed in."""
        return record_context(
            self.register.bytes, row.scope, row.id, row.part, row.revision, row.epoch
        )

    def clear(self) -> None:
        """Drops keys and records."""
        self.keys.clear()
        self.cards.clear()
        self.members.clear()
        self._records = None


def _unreadable(problems: Sequence[str]) -> TamperedError:
    return TamperedError(
        _("The organisation's own record cannot be read. Restore a backup. {problem}")
        .format(problem=problems[0] if problems else "")
        .strip()
    )


def missing_sentence(place: Place) -> str:
    """What is said of a row that the trail speaks of and that is not there."""
    return _("A row of table '{table}' that the trail speaks of is missing.").format(table=place[0])
