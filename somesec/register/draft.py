"""From a change to rows: sealed, granted, signed, and within the rights of who writes them."""

from collections.abc import Iterator, Mapping
from uuid import UUID

import msgspec

from somesec import clock
from somesec.model import (
    Card,
    Content,
    EvidenceContent,
    SecretRecord,
    TermsContent,
    encode,
)
from somesec.register.change import Change
from somesec.register.contents import Contents
from somesec.register.keys import CARD, SECRET, ScopeKey
from somesec.register.membership import MemberCard, grant, kinds_for, member_row
from somesec.register.parts import CONTENT, KINDS, bytes_of, sealed_under
from somesec.register.places import gone, place_of, record_place, written
from somesec.register.roles import GONE
from somesec.register.trail import row_of
from somesec.store.rows import GrantRow, MemberRow, RecordRow, RegisterRow
from somesec.store.store import Reading, Writing
from somesec.vault.identity import PublicIdentity
from somesec.vault.keys import detail_context, record_context
from somesec.vault.sealed import seal
from somesec.vault.trail import Change as TrailChange
from somesec.vault.trail import Standing, sign_entry


def complete(change: Change, contents: Contents, rows: Reading) -> None:
    """Puts into the change what must be written with it: what is sealed for an account's unit
    besides its card where the account moves, and everything under a key that is renewed. A secret
    key that somebody holds no more, and still knows, is renewed before a secret goes under it."""
    _take_along(change, contents, rows)
    stale = set(contents.ledger.authority.stale())
    for (_id, part), (record, _known) in list(change.puts.items()):
        if KINDS[part] == SECRET and (change.scope_of(record), SECRET) in stale:
            change.renew(change.scope_of(record), SECRET)
    for scope, kind in change.renewals:
        for part in sealed_under(kind):
            for record_id in contents.ledger.parts_in(scope, part):
                _put_as_it_is(change, contents, rows, record_id, part)
    if (contents.register, CARD) in change.renewals:
        for member, row in contents.member_rows.items():
            if member not in change.members:
                change.put_member(contents.member_cards[member], row.locked)


def _take_along(change: Change, contents: Contents, rows: Reading) -> None:
    for account in list(change.moved()):
        _put_as_it_is(change, contents, rows, account.id, SECRET)
        for review in contents.records.reviews.values():
            if review.account == account.id:
                _put_as_it_is(change, contents, rows, review.id, CARD)


def _put_as_it_is(
    change: Change, contents: Contents, rows: Reading, record: UUID, part: str
) -> None:
    if (record, part) in change.puts or (record, part) in change.removals:
        return
    if part == CARD:
        change.put(contents.cards[record])
    elif part in CONTENT:
        content = contents.open_content(rows, record, part)
        if content is not None:
            change.put_content(content)
    else:
        secret = contents.open_secret(rows, record)
        if secret is not None:
            change.put_secret(secret)


class Draft:
    """The rows that a change writes and the entry that speaks of them.

    Making one raises LockedError when the change is beyond the rights of who makes it, or needs a
    key that they do not hold. Nothing is written before `write`."""

    def __init__(
        self,
        change: Change,
        contents: Contents,
        detail: dict[str, str],
        register: RegisterRow | None = None,
    ) -> None:
        self._contents = contents
        self._change = change
        self._moment = int(clock.now().timestamp())
        contents.keys.hold(change.new_keys())
        self._register = register
        self._members = [self._member_row(*pair) for pair in change.members.values()]
        self._grants = list(self._granted())
        self._taken = list(self._taken_back())
        self._records = [
            (self._record_row(content, part, known + 1), known)
            for (_id, part), (content, known) in change.puts.items()
        ]
        self.entry = sign_entry(
            contents.identity,
            sequence=contents.ledger.head.sequence + 1,
            previous=contents.ledger.head.hash,
            register=contents.register.bytes,
            member=contents.me.bytes,
            at=self._moment,
            changes=self._changes(),
            standings=change.standings.values(),
            detail=self._sealed_detail(detail),
        )
        contents.ledger.authority.require_rights(self.entry)

    def write(self, rows: Writing) -> None:
        """Writes everything.

        Raises ConflictError when somebody else wrote one of the rows since it was read."""
        if self._register is not None:
            rows.put_register(self._register)
        for member in self._members:
            rows.put_member(member, member.revision - 1 or None)
        for scope, epoch, kind, holder in self._taken:
            rows.delete_grant(scope, epoch, kind, holder)
        for granted in self._grants:
            rows.put_grant(granted)
        rows.put_records((row, known or None) for row, known in self._records)
        for (record, part), known in self._change.removals.items():
            rows.delete_record(record.bytes, part, known)
        rows.append_trail(row_of(self.entry))

    def take_over(self) -> None:
        """Takes into the contents what was written."""
        contents, change = self._contents, self._change
        contents.ledger.accept(self.entry)
        for row in self._members:
            contents.admit(row, change.members[UUID(bytes=row.id)][0])
        for (_id, part), (content, known) in change.puts.items():
            contents.remember(content, part, known + 1)
        for record, part in change.removals:
            contents.forget(record, part)
        if any(standing.member == contents.me.bytes for standing in self._members_after()):
            for scope, kind in [(s, k) for m, s, k in change.takings if m == contents.me]:
                contents.lose(scope, kind)

    # -- rows -----------------------------------------------------------------------------------

    def _changes(self) -> Iterator[TrailChange]:
        # What goes from a place comes before what goes to one: a record is never in two.
        for (record, part), (content, _known) in self._change.puts.items():
            before = self._contents.ledger.scope_of(record, part)
            if before not in (None, self._change.scope_of(content)):
                yield gone(record_place(record, part, before))
        for record, part in self._change.removals:
            scope = self._contents.ledger.scope_of(record, part)
            if scope is not None:
                yield gone(record_place(record, part, scope))
        for place in self._taken:
            yield gone(place_of(GrantRow(*place, sealed=b"", signer=b"", signature=b"")))
        if self._register is not None:
            yield written(self._register)
        for row in (*self._members, *self._grants, *(row for row, _known in self._records)):
            yield written(row)

    def _member_row(self, card: MemberCard, locked: bytes) -> MemberRow:
        contents = self._contents
        known = contents.member_rows.get(card.id)
        return member_row(
            card,
            register=contents.register,
            revision=known.revision + 1 if known else 1,
            locked=locked,
            organisation_key=contents.sealing_key(contents.register, CARD),
        )

    def _granted(self) -> Iterator[GrantRow]:
        after = {UUID(bytes=standing.member): standing for standing in self._members_after()}
        for member, key in sorted(self._to_grant(after), key=_by_place):
            if member in after:
                yield self._grant(key, after[member])

    def _to_grant(self, after: Mapping[UUID, Standing]) -> set[tuple[UUID, ScopeKey]]:
        change, keys = self._change, self._contents.keys
        authority = self._contents.ledger.authority
        granted = {
            (member, key)
            for key in change.made_keys
            for member, standing in after.items()
            if key.kind in kinds_for(standing.role, is_maker=member == self._contents.me)
        }
        for (scope, kind), key in change.renewals.items():
            holders = {UUID(bytes=holder.member) for holder in authority.holders(scope, kind)}
            taken_from = {m for m, s, k in change.takings if (s, k) == (scope, kind)}
            granted |= {(member, key) for member in holders - taken_from}
        for member, scope, kind in change.gifts:
            held = authority.epochs_held(member, scope, kind)
            is_for_all = (scope, kind) == (self._contents.register, CARD)
            newest = self._contents.sealing_key(scope, kind)
            granted |= {
                (member, key)
                for key in (keys.every(scope, kind) if is_for_all else [newest])
                if key.epoch not in held
            }
        return granted

    def _members_after(self) -> list[Standing]:
        standings = {s.member: s for s in self._contents.ledger.authority.active()}
        standings |= {s.member: s for s in self._change.standings.values()}
        return [standing for standing in standings.values() if standing.role != GONE]

    def _grant(self, key: ScopeKey, to: Standing) -> GrantRow:
        contents = self._contents
        # The keys that the trail established, never those that a row shows.
        public = contents.ledger.authority.public(to.member)
        return grant(
            key,
            register=contents.register,
            member=UUID(bytes=to.member),
            public=public or PublicIdentity.from_bytes(to.public),
            giver=contents.identity,
            giver_id=contents.me,
        )

    def _taken_back(self) -> Iterator[tuple[bytes, int, str, bytes]]:
        authority = self._contents.ledger.authority
        for member, scope, kind in sorted(self._change.takings):
            for epoch in authority.epochs_held(member, scope, kind):
                yield scope.bytes, epoch, kind, member.bytes

    def _record_row(
        self, content: Card | SecretRecord | Content, part: str, revision: int
    ) -> RecordRow:
        scope = self._change.scope_of(content)
        key = self._contents.sealing_key(scope, KINDS[part])
        context = record_context(
            self._contents.register.bytes,
            scope.bytes,
            content.id.bytes,
            part,
            revision,
            key.epoch,
        )
        return RecordRow(
            id=content.id.bytes,
            part=part,
            scope=scope.bytes,
            epoch=key.epoch,
            revision=revision,
            changed_at=self._moment,
            sealed=seal(key.key, context, _bytes_of(content)),
        )

    def _sealed_detail(self, detail: dict[str, str]) -> bytes:
        contents = self._contents
        key = contents.sealing_key(contents.register, CARD)
        context = detail_context(contents.register.bytes, contents.ledger.head.sequence + 1)
        return seal(key.key, context, msgspec.json.encode(detail))


def _bytes_of(content: Card | SecretRecord | Content) -> bytes:
    if isinstance(content, EvidenceContent | TermsContent):
        return bytes_of(content)
    return encode(content)


def _by_place(given: tuple[UUID, ScopeKey]) -> tuple[UUID, int, str, UUID]:
    member, key = given
    return key.scope, key.epoch, key.kind, member
