"""What one transaction will write."""

from collections.abc import Iterator
from uuid import UUID

from somesec.errors import ConflictError, InputError
from somesec.language import _
from somesec.model import Account, Card, Content, Organisation, SecretRecord, Unit
from somesec.register.contents import Contents
from somesec.register.keys import CARD, SECRET, ScopeKey, new_scope
from somesec.register.membership import MemberCard
from somesec.register.parts import KINDS, part_of
from somesec.register.scopes import scope_of
from somesec.vault.trail import Standing


class Change:
    """Records to write and to remove, and what changes about members and their keys, put whole.
    While it is open nobody else can write, so a record read meanwhile is the newest; for one that
    was read before, say at which revision."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.puts: dict[tuple[UUID, str], tuple[Card | SecretRecord | Content, int]] = {}
        self.removals: dict[tuple[UUID, str], int] = {}
        self.standings: dict[UUID, Standing] = {}
        self.members: dict[UUID, tuple[MemberCard, bytes]] = {}
        self.made_keys: list[ScopeKey] = []
        self.renewals: dict[tuple[UUID, str], ScopeKey] = {}
        self.gifts: set[tuple[UUID, UUID, str]] = set()
        self.takings: set[tuple[UUID, UUID, str]] = set()

    # -- records --------------------------------------------------------------------------------

    def put(self, card: Card, expected: int | None = None) -> None:
        """Writes a card. `expected` is the revision it was made from, 0 for a new one.

        Raises ConflictError when another is stored."""
        known = self._known(card.id, CARD, expected)
        is_scope = isinstance(card, Unit | Organisation)
        if is_scope and known == 0 and (card.id, CARD) not in self.puts:
            self.made_keys += new_scope(card.id)
        self.puts[card.id, CARD] = (card, known)

    def put_secret(self, secret: SecretRecord, expected: int | None = None) -> None:
        """Writes the secret part of a record, made from the revision `expected`.

        Raises ConflictError when another is stored."""
        self.puts[secret.id, SECRET] = (secret, self._known(secret.id, SECRET, expected))

    def put_content(self, content: Content) -> None:
        """Writes content, kept in a row of its own."""
        part = part_of(content)
        self.puts[content.id, part] = (content, self._known(content.id, part, None))

    def remove(self, record: UUID) -> None:
        """Deletes a record, all its parts."""
        for part in KINDS:
            if record in self._contents.revisions[part]:
                self.removals[record, part] = self._contents.revision(record, part)

    def moved(self) -> Iterator[Account]:
        """The accounts that go to another unit."""
        for card, _known in self.puts.values():
            before = self._contents.cards.get(card.id)
            if not (isinstance(card, Account) and isinstance(before, Account)):
                continue
            if card.unit != before.unit:
                yield card

    def scope_of(self, record: Card | SecretRecord | Content) -> UUID:
        """The scope whose keys seal the record: the owning unit's, else the organisation's."""
        return scope_of(record, self._contents.register, lambda id_: self._account(id_).unit)

    def _known(self, record: UUID, part: str, expected: int | None) -> int:
        known = self._contents.revision(record, part)
        if expected not in (None, known):
            raise _changed_meanwhile()
        return known

    def _account(self, account: UUID) -> Account:
        put = self.puts.get((account, CARD))
        content = put[0] if put else self._contents.cards.get(account)
        if not isinstance(content, Account):
            raise InputError(_("There is no account {id} any more.").format(id=account))
        return content

    # -- members --------------------------------------------------------------------------------

    def stand(self, standing: Standing) -> None:
        """Makes somebody a member, changes what a member is, or ends it."""
        self.standings[UUID(bytes=standing.member)] = standing

    def put_member(self, card: MemberCard, locked: bytes, expected: int | None = None) -> None:
        """Writes a member's card and locked keys, made from the revision `expected`.

        Raises ConflictError when another is stored."""
        known = self._contents.member_rows.get(card.id)
        if expected not in (None, known.revision if known else 0):
            raise _changed_meanwhile()
        self.members[card.id] = (card, locked)

    def give(self, member: UUID, scope: UUID, kind: str) -> None:
        """Grants the newest key of a scope, as it is after this change, to a member; of the
        organisation's card key every epoch, since the trail's older entries are sealed with older
        ones."""
        self.gifts.add((member, scope, kind))

    def take_back(self, member: UUID, scope: UUID, kind: str) -> None:
        """Takes every key of the kind to a scope from a member."""
        self.takings.add((member, scope, kind))

    def renew(self, scope: UUID, kind: str) -> None:
        """Puts all that the scope's key of the kind seals under a new one, which goes to those who
        hold it then.

        Raises LockedError when this member does not hold the key so far."""
        if (scope, kind) not in self.renewals:
            epoch = self._contents.sealing_key(scope, kind).epoch + 1
            self.renewals[scope, kind] = ScopeKey.new(scope, epoch, kind)

    def new_keys(self) -> list[ScopeKey]:
        """Every key that is made with this change."""
        return [*self.made_keys, *self.renewals.values()]


def _changed_meanwhile() -> ConflictError:
    return ConflictError(
        _("Somebody else changed this meanwhile. Compare both versions and save again.")
    )
