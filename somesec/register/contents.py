"""What an unlocked member reads: rows verified against the trail, opened, and kept in memory."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple, Self
from uuid import UUID

import msgspec

from somesec import collector
from somesec.errors import InputError, LockedError, TamperedError
from somesec.language import _
from somesec.model import (
    Card,
    Content,
    Organisation,
    Records,
    SecretRecord,
    TermsContent,
    Unit,
    decode_card,
    decode_secret,
)
from somesec.register.keys import CARD, SECRET, HeldKeys, ScopeKey
from somesec.register.membership import MemberCard, open_grant, open_member_card
from somesec.register.parts import CONTENT, KINDS, READ_AT_ONCE, content_of
from somesec.register.places import (
    GRANT,
    MEMBER,
    RECORD,
    REGISTER,
    Place,
    grant_at,
    place_of,
    record_at,
    record_place,
)
from somesec.register.roles import GONE, LEADING
from somesec.register.scopes import scope_of
from somesec.register.trail import Ledger, comes_to
from somesec.store.rows import (
    GrantRow,
    MemberRow,
    RecordHead,
    RecordRow,
    RegisterRow,
    Row,
    TrailRow,
)
from somesec.store.store import Reading
from somesec.vault.identity import Identity
from somesec.vault.keys import detail_context, record_context
from somesec.vault.sealed import unseal
from somesec.vault.trail import Head

_SCOPES = (Unit, Organisation)

MOVED = "moved"
"""The act of the last entry at a place that the register was moved away from."""


class Snapshot(NamedTuple):
    """All rows of a register at one moment, so that the database is free while they are opened. Of
    content, which may be large, there is only word that it is there."""

    register: RegisterRow
    members: list[MemberRow]
    grants: list[GrantRow]
    trail: list[TrailRow]
    records: list[RecordRow]
    content: list[RecordHead]

    @classmethod
    @collector.resting()
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
        return cls(
            register,
            rows.members(),
            rows.grants(),
            trail,
            list(rows.records(*READ_AT_ONCE)),
            list(rows.record_heads(besides=READ_AT_ONCE)),
        )


class Contents:
    """The register as one member reads it. `load` takes everything in and returns what does not
    verify; `absorb` takes in what was written since."""

    def __init__(self, register: UUID, me: UUID, identity: Identity, root: bytes) -> None:
        self.register = register
        self.me = me
        self.identity = identity
        self.root = root
        self.keys = HeldKeys()
        self.ledger = Ledger(register, root)
        self.member_rows: dict[UUID, MemberRow] = {}
        self.member_cards: dict[UUID, MemberCard] = {}
        self.cards: dict[UUID, Card] = {}
        self._scopes: dict[bytes, UUID] = {}
        self.revisions = _no_revisions()
        self._records: Records | None = None

    @property
    def records(self) -> Records:
        """The cards, sorted into their kinds."""
        if self._records is None:
            self._records = Records.of(self.cards.values())
        return self._records

    # -- taking everything in -------------------------------------------------------------------

    @collector.resting()
    def load(self, rows: Snapshot, remembered: Head | None = None) -> list[str]:
        """Reads and verifies all rows. What does not verify is left out, and said in a sentence.
        The records are taken out of the snapshot: sealed and opened at once they would take twice
        the memory.

        Of entries up to `remembered`, which were verified before, the chain alone is checked. A
        trail that does not lead there is said too. Raises TamperedError when the organisation
        cannot be read, LockedError when this member belongs to the register no more."""
        problems: list[str] = []
        self._follow_trail(rows.trail, remembered, problems)
        if not problems:
            self.require_membership()
        problems += self._missing([self._vouched(rows.register, problems)], REGISTER)
        self._take_members(rows.members, rows.grants, problems)
        if not self.keys.holds(self.register, CARD):
            raise _unreadable(problems)
        self._take_records(_taken_out(rows.records), rows.content, problems)
        if self.register not in self.cards:
            raise _unreadable(problems)
        return list(dict.fromkeys(problems))

    def _follow_trail(
        self, trail: Sequence[TrailRow], remembered: Head | None, problems: list[str]
    ) -> None:
        seen = 0
        if remembered is not None:
            if comes_to(trail, self.register, remembered):
                seen = remembered.sequence
            else:
                problems.append(_put_back(trail, remembered))
        for row in trail:
            try:
                self.ledger.follow(row, is_remembered=row.sequence <= seen)
            except TamperedError as error:
                problems.append(str(error))
                return

    def _take_members(
        self, members: Sequence[MemberRow], grants: Sequence[GrantRow], problems: list[str]
    ) -> None:
        rows: list[Row] = [*members, *grants]
        there = [self._vouched(row, problems) for row in rows]
        problems += self._missing(there, MEMBER, GRANT)
        self._open_grants(grants, problems)
        self._open_members(members, problems)

    def _missing(self, there: Iterable[Place], *tables: str) -> list[str]:
        """What is said of the rows of these tables that the trail speaks of and that are not
        there."""
        missing = self.ledger.missing(there, tables)
        return [missing_sentence(place) for place in missing]

    def _open_grants(self, grants: Sequence[GrantRow], problems: list[str]) -> None:
        for row in grants:
            if row.member != self.me.bytes or not self.ledger.vouches_for(row):
                continue
            giver = self.ledger.authority.public(row.signer)
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

    def _open_members(self, members: Sequence[MemberRow], problems: list[str]) -> None:
        for row in members:
            key = self.keys.get(self.register, row.epoch, CARD)
            if key is None or not self.ledger.vouches_for(row):
                continue
            try:
                card = open_member_card(row, self.register, key)
                standing = self.ledger.authority.standing(card.id)
                if standing is None or standing.named != card.named:
                    raise TamperedError(_("The name is not the one that a coordinator accepted."))
                self.admit(row, card)
            except TamperedError as error:
                problems.append(
                    _("The card of member {member} cannot be read: {reason}").format(
                        member=UUID(bytes=row.id), reason=error
                    )
                )

    def admit(self, row: MemberRow, card: MemberCard) -> None:
        """Takes in a member whose row was verified or just made."""
        self.member_rows[card.id] = row
        self.member_cards[card.id] = card

    def _vouched(self, row: Row, problems: list[str]) -> Place:
        place = place_of(row)
        if not self.ledger.vouches_for(row, place):
            problems.append(_not_vouched(row))
        return place

    def _take_records(
        self, records: Iterable[RecordRow], content: Iterable[RecordHead], problems: list[str]
    ) -> None:
        awaited = self.ledger.awaited(*KINDS)
        for row in records:
            is_taken = self._take(row, problems)
            if is_taken or self.ledger.speaks_of(row):
                awaited[row.part].discard(row.id)
        for head in content:
            self._take_head(head, awaited, problems)
        problems += self._not_there(awaited)

    def _not_there(self, awaited: dict[str, set[bytes]]) -> list[str]:
        return [missing_sentence(place) for place in self.ledger.places_among(awaited)]

    def _take_head(
        self, head: RecordHead, awaited: dict[str, set[bytes]], problems: list[str]
    ) -> None:
        record = UUID(bytes=head.id)
        if self.ledger.speaks_of(head):
            self.revisions[head.part][record] = head.revision
            awaited[head.part].discard(head.id)
        else:
            problems.append(
                _("The {part} of record {record} is there, and the trail does not know it.").format(
                    part=head.part, record=record
                )
            )

    def _take(self, row: RecordRow, problems: list[str]) -> bool:
        """Takes in a row that verifies, and says whether it does."""
        try:
            self._take_row(row)
        except TamperedError as error:
            problems.append(
                _("The {part} of record {record} does not verify: {reason}").format(
                    part=row.part, record=UUID(bytes=row.id), reason=error
                )
            )
            return False
        return True

    def _take_row(self, row: RecordRow) -> None:
        if not self.ledger.vouches_for(row):
            raise TamperedError(_("It is not what the trail says."))
        if row.part == CARD:
            self._take_card(row)
            return
        record = UUID(bytes=row.id)
        # The id as the card has it: in a large register a second one each would be felt.
        card = self.cards.get(record)
        self.revisions[row.part][card.id if card else record] = row.revision

    def _take_card(self, row: RecordRow) -> None:
        scope = self._scopes.get(row.scope)
        if scope is None:
            scope = self._scopes[row.scope] = UUID(bytes=row.scope)
        key = self.keys.get(scope, row.epoch, CARD)
        if key is None:
            self.forget(UUID(bytes=row.id), CARD)
            return
        try:
            card = decode_card(unseal(key.key, self.context(row), row.sealed))
        except msgspec.DecodeError as error:
            raise TamperedError(_("Its content is no record this version knows.")) from error
        if card.id.bytes != row.id:
            raise TamperedError(_("It names another record."))
        self._require_in_place(card, scope)
        self.cards[card.id], self._records = card, None
        self.revisions[CARD][card.id] = row.revision

    def _require_in_place(self, card: Card, scope: UUID) -> None:
        """Passes for a card that says of itself what the trail says of it: the trail sees the scope
        that a member wrote to, and only here is seen what they wrote.

        Raises TamperedError when not."""
        # A review may have outlived its account.
        owner = scope_of(card, self.register, lambda id_: self.ledger.scope_of(id_, CARD) or scope)
        if owner != scope:
            raise TamperedError(_("It is kept in another unit than it belongs to."))
        is_scope = isinstance(card, _SCOPES)
        if is_scope and not self.ledger.authority.newest(card.id, CARD):
            raise TamperedError(_("Nobody with the right to make units made it."))

    # -- one secret -----------------------------------------------------------------------------

    def open_secret(self, rows: Reading, record: UUID) -> SecretRecord | None:
        """The secret stored for a record, or None where there is none.

        Raises LockedError without the key to it, TamperedError when it does not verify."""
        row = rows.record(record.bytes, SECRET)
        if row is None:
            self._require_gone(record, SECRET)
            return None
        return self._opened(row)

    def open_secrets(
        self, rows: Reading, records: Collection[UUID]
    ) -> dict[UUID, SecretRecord | LockedError]:
        """The same for many in one pass: for each the secret, or why it stays shut. Records without
        one are left out."""
        found: dict[UUID, SecretRecord | LockedError] = {}
        for row in rows.records_among([record.bytes for record in records], SECRET):
            record = UUID(bytes=row.id)
            try:
                found[record] = self._opened(row)
            except LockedError as error:
                found[record] = error
        for record in records:
            if record not in found:
                self._require_gone(record, SECRET)
        return found

    def _opened(self, row: RecordRow) -> SecretRecord:
        record = UUID(bytes=row.id)
        if not self.ledger.vouches_for(row):
            raise TamperedError(
                _("The secret of record {record} is not what the trail says.").format(record=record)
            )
        scope = UUID(bytes=row.scope)
        key = self.keys.get(scope, row.epoch, SECRET) or self.sealing_key(scope, SECRET)
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

    # -- one piece of content -------------------------------------------------------------------

    def open_content(self, rows: Reading, record: UUID, part: str) -> Content | None:
        """The content stored for a record, or None where there is none.

        Raises LockedError without the key to it, TamperedError when it does not verify."""
        row = rows.record(record.bytes, part)
        if row is None:
            self._require_gone(record, part)
            return None
        content = self._opened_content(row)
        self.revisions[part][record] = row.revision
        return content

    def _opened_content(self, row: RecordRow) -> Content:
        record, scope = UUID(bytes=row.id), UUID(bytes=row.scope)
        if not self.ledger.vouches_for(row):
            raise TamperedError(
                _("The {part} of record {record} is not what the trail says.").format(
                    part=row.part, record=record
                )
            )
        kind = KINDS[row.part]
        key = self.keys.get(scope, row.epoch, kind) or self.sealing_key(scope, kind)
        return content_of(row.part, record, scope, unseal(key.key, self.context(row), row.sealed))

    def check_content(self, rows: Reading) -> list[str]:
        """Holds all content against the trail, opens what this member holds the key to and holds
        every text against the digest in its document, and says what does not verify."""
        problems, texts = [], self._digests_of_texts()
        for row in rows.records(*CONTENT):
            record, kind = UUID(bytes=row.id), KINDS[row.part]
            try:
                if self.keys.holds(UUID(bytes=row.scope), kind):
                    content = self._opened_content(row)
                    if isinstance(content, TermsContent):
                        require_digest(content, texts.get(record))
                elif not self.ledger.vouches_for(row):
                    raise TamperedError(_("It is not what the trail says."))
            except TamperedError as error:
                problems.append(
                    _("The {part} of record {record} does not verify: {reason}").format(
                        part=row.part, record=record, reason=error
                    )
                )
            texts.pop(record, None)
        problems += [
            _("The text {record} that a terms document speaks of is not there.").format(
                record=record
            )
            for record in texts
        ]
        return problems

    def _digests_of_texts(self) -> dict[UUID, bytes]:
        return {
            text.content: text.sha256
            for document in self.records.documents.values()
            for text in document.texts
        }

    def check_secrets(self, rows: Reading) -> list[str]:
        """Opens every secret this member holds the key to, and says which cannot be opened."""
        problems = []
        for row in rows.records(SECRET):
            if self.keys.get(UUID(bytes=row.scope), row.epoch, SECRET) is None:
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

    def open_detail(self, row: TrailRow) -> dict[str, str]:
        """What an entry says it was for; nothing where that cannot be read: what a member seals
        there is theirs alone to choose."""
        context = detail_context(self.register.bytes, row.sequence)
        for key in self.keys.every(self.register, CARD):
            with suppress(TamperedError, msgspec.DecodeError, UnicodeDecodeError):
                return msgspec.json.decode(
                    unseal(key.key, context, row.detail), type=dict[str, str]
                )
        return {}

    def moved_to(self) -> str:
        """Where the newest entry says that the register was moved to; "" where it says no such
        thing, or who says it may not decide it."""
        newest = self.ledger.newest
        maker = self.ledger.authority.standing(UUID(bytes=newest.member)) if newest else None
        if newest is None or maker is None or maker.role not in LEADING:
            return ""
        detail = self.open_detail(newest)
        return detail.get("note", "") if detail.get("act") == MOVED else ""

    def silent_entries(self, rows: Iterable[TrailRow]) -> list[int]:
        """The sequences of the entries that do not say what they were for."""
        return [row.sequence for row in rows if not self.open_detail(row).get("act")]

    # -- keeping up -----------------------------------------------------------------------------

    def absorb(self, rows: Reading) -> bool:
        """Follows the trail from where it was last read and reads anew what it names. True when
        there was anything.

        Raises TamperedError when that does not verify, or when what was read before is no longer
        there; LockedError when this member belongs to the register no more."""
        trail = rows.trail(after=self.ledger.head.sequence - 1)
        self.ledger.require_head(next(trail, None))
        entries = [self.ledger.follow(row) for row in trail]
        self.require_membership()
        if not entries:
            return False
        touched = {(change.table, change.key) for entry in entries for change in entry.changes}
        problems: list[str] = []
        if any(table in (MEMBER, GRANT) for table, _key in touched):
            self.keys.clear()
            self._take_members(rows.members(), rows.grants(), problems)
        if any(grant_at(key)[3] == self.me.bytes for table, key in touched if table == GRANT):
            self._read_anew(rows, problems)
        else:
            parts = [record_at(key)[:2] for table, key in touched if table == RECORD]
            for record, part in parts:
                if part in READ_AT_ONCE:
                    self._read_one(rows, UUID(bytes=record), part, problems)
            if any(part in CONTENT for _record, part in parts):
                self._look_at_content(rows, problems)
        if problems:
            raise TamperedError(problems[0])
        return True

    def require_membership(self) -> None:
        """Passes while this member, with these keys, belongs to the register.

        Raises LockedError when not."""
        standing = self.ledger.authority.standing(self.me)
        if standing is None or standing.role == GONE:
            raise LockedError(_("You are no member of this register any more. Ask a coordinator."))
        if standing.public != self.identity.public.to_bytes():
            raise LockedError(_("These are not the keys that you became a member with."))

    def _read_anew(self, rows: Reading, problems: list[str]) -> None:
        """Takes every record: the keys to some have come or gone."""
        before = self.cards, self.revisions
        self.cards, self.revisions, self._records = {}, _no_revisions(), None
        self._take_records(
            rows.records(*READ_AT_ONCE), rows.record_heads(besides=READ_AT_ONCE), problems
        )
        if self.register not in self.cards:
            self.cards, self.revisions = before
            raise _unreadable(problems)

    def _read_one(self, rows: Reading, record: UUID, part: str, problems: list[str]) -> None:
        row = rows.record(record.bytes, part)
        scope = self.ledger.scope_of(record, part)
        if row is not None:
            self._take(row, problems)
        elif scope is not None:
            problems.append(missing_sentence(record_place(record, part, scope)))
        else:
            self.forget(record, part)

    def _look_at_content(self, rows: Reading, problems: list[str]) -> None:
        for part in CONTENT:
            self.revisions[part].clear()
        awaited = self.ledger.awaited(*CONTENT)
        for head in rows.record_heads(besides=READ_AT_ONCE):
            self._take_head(head, awaited, problems)
        problems += self._not_there(awaited)

    def _require_gone(self, record: UUID, part: str) -> None:
        scope = self.ledger.scope_of(record, part)
        if scope is not None:
            raise TamperedError(missing_sentence(record_place(record, part, scope)))

    def remember(self, card: Card | SecretRecord | Content, part: str, revision: int) -> None:
        """Takes in a record that was just written."""
        self.revisions[part][card.id] = revision
        if part == CARD:
            self.cards[card.id] = card  # type: ignore[assignment]
            self._records = None

    def forget(self, record: UUID, part: str) -> None:
        """Takes in that a record is gone."""
        self.revisions[part].pop(record, None)
        if part == CARD:
            self.cards.pop(record, None)
            self._records = None

    def lose(self, scope: UUID, kind: str) -> None:
        """Drops the keys of a kind to a scope, and the cards that they opened."""
        self.keys.drop_scope(scope, kind)
        if kind == CARD:
            for record in self.ledger.parts_in(scope, CARD):
                self.forget(record, CARD)

    def sealing_key(self, scope: UUID, kind: str) -> ScopeKey:
        """The key that what goes to a scope is sealed with: its newest, never an older one, which
        somebody may know who belongs to the register no more.

        Raises LockedError where it was not granted to this member."""
        key = self.keys.newest(scope, kind)
        if key.epoch < self.ledger.authority.newest(scope, kind):
            raise LockedError(
                _("You hold an older key to this unit only. Ask a coordinator for a grant.")
            )
        return key

    def revision(self, record: UUID, part: str) -> int:
        """The revision of a record's part as last read; 0 for one that is not there."""
        return self.revisions[part].get(record, 0)

    def context(self, row: RecordRow) -> bytes:
        """The context a record row is sealed in."""
        return record_context(
            self.register.bytes, row.scope, row.id, row.part, row.revision, row.epoch
        )

    def clear(self) -> None:
        """Drops keys and records."""
        self.keys.clear()
        self.cards.clear()
        self.member_cards.clear()
        self._records = None


def _no_revisions() -> dict[str, dict[UUID, int]]:
    return {part: {} for part in KINDS}


def _taken_out(rows: list[RecordRow]) -> Iterator[RecordRow]:
    rows.reverse()
    while rows:
        yield rows.pop()


def require_digest(content: TermsContent, sha256: bytes | None) -> None:
    """Passes when the text is the one of this SHA-256.

    Raises TamperedError when not."""
    try:
        is_it = content.sha256() == sha256
    except ValueError:
        is_it = False
    if not is_it:
        raise TamperedError(_("It is not the text that its document speaks of."))


def _unreadable(problems: Sequence[str]) -> TamperedError:
    return TamperedError(
        _("The organisation's own record cannot be read. Restore a backup. {problem}")
        .format(problem=problems[0] if problems else "")
        .strip()
    )


def _not_vouched(row: Row) -> str:
    if isinstance(row, MemberRow):
        return _("Member {member} is not what the trail says and is ignored.").format(
            member=UUID(bytes=row.id)
        )
    return _("A row of table '{table}' is not what the trail says.").format(table=place_of(row)[0])


def missing_sentence(place: Place) -> str:
    """What is said of a row that the trail speaks of and that is not there."""
    table, key = place
    if table == RECORD:
        record, part, _scope = record_at(key)
        return _("The {part} of record {record} is missing, though the trail speaks of it.").format(
            part=part, record=UUID(bytes=record)
        )
    return _("A row of table '{table}' that the trail speaks of is missing.").format(table=table)


def _put_back(trail: Sequence[TrailRow], remembered: Head) -> str:
    newest = trail[-1].sequence if trail else 0
    if newest < remembered.sequence:
        return _(
            "The register was put back to an older state: its newest entry is {newest}, and this "
            "device has seen entry {seen}. If somebody restored a backup, ask who, and then run "
            "'somesec verify --accept'."
        ).format(newest=newest, seen=remembered.sequence)
    return _(
        "The register went two ways: entry {seen} of its trail is another than the one that this "
        "device has seen. If somebody restored a backup, ask who, and then run 'somesec verify "
        "--accept'."
    ).format(seen=remembered.sequence)
