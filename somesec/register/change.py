"""What one transaction will write."""

from collections.abc import Iterator
from uuid import UUID

from somesec.errors import ConflictError, InputError
from somesec.language import _
from somesec.model import Account, Card, Incident, Secret, SecretRecord, TermsReview, Unit
from somesec.register.contents import Contents
from somesec.register.keys import CARD, SECRET, ScopeKey, new_scope


class Change:
    """Records to write and to remove, put whole. While it is open nobody else can write, so a
    record read meanwhile is the newest; for one that was read before, say at which revision."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.puts: dict[tuple[UUID, str], tuple[Card | SecretRecord, int]] = {}
        self.removals: dict[tuple[UUID, str], int] = {}
        self.new_keys: list[ScopeKey] = []

    def put(self, card: Card, expected: int | None = None) -> None:
        """Writes a card. `expected` is the revision it was made from, 0 for a new one.

        Raises ConflictError when another is stored."""
        known = self._known(card.id, CARD, expected)
        if isinstance(card, Unit) and known == 0 and (card.id, CARD) not in self.puts:
            self.new_keys += new_scope(card.id)
        self.puts[card.id, CARD] = (card, known)

    def put_secret(self, secret: SecretRecord, expected: int | None = None) -> None:
        """Writes the secret part of a record, made from the revision `expected`.

        Raises ConflictError when another is stored."""
        self.puts[secret.id, SECRET] = (secret, self._known(secret.id, SECRET, expected))

    def remove(self, record: UUID) -> None:
        """Deletes a record, its card and its secret."""
        for part in (CARD, SECRET):
            if (record, part) in self._contents.revisions:
                self.removals[record, part] = self._contents.revisions[record, part]

    def moved(self) -> Iterator[Account]:
        """The accounts that go to another unit."""
        for card, _known in self.puts.values():
            before = self._contents.cards.get(card.id)
            if not (isinstance(card, Account) and isinstance(before, Account)):
                continue
            if card.unit != before.unit:
                yield card

    def scope_of(self, record: Card | SecretRecord) -> UUID:
        """The scope whose keys seal the record: the owning unit's, else the organisation's."""
        if isinstance(record, Account | Incident):
            return record.unit
        if isinstance(record, TermsReview) and record.account is not None:
            return self._account(record.account).unit
        if isinstance(record, Secret):
            return self._account(record.id).unit
        return self._contents.register

    def _known(self, record: UUID, part: str, expected: int | None) -> int:
        known = self._contents.revisions.get((record, part), 0)
        if expected not in (None, known):
            raise ConflictError(
                _("Somebody else changed this meanwhile. Compare both versions and save again.")
            )
        return known

    def _account(self, account: UUID) -> Account:
        put = self.puts.get((account, CARD))
        content = put[0] if put else self._contents.cards.get(account)
        if not isinstance(content, Account):
            raise InputError(_("There is no account {id} any more.").format(id=account))
        return content
