"""What one transaction will write."""

from uuid import UUID

from somesec.errors import ConflictError, InputError
from somesec.language import _
from somesec.model import Account, Card, Incident, Secret, SecretRecord, TermsReview, Unit
from somesec.register.contents import Contents
from somesec.register.keys import CARD, SECRET


class Change:
    """Records to write and to remove. They are put whole; the revision that each was read at is
    taken along, so that nobody else's write is lost."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.puts: dict[tuple[UUID, str], tuple[Card | SecretRecord, int]] = {}
        self.removals: dict[tuple[UUID, str], int] = {}
        self.new_units: list[UUID] = []

    def put(self, card: Card, expected: int | None = None) -> None:
        """Writes a card. `expected` is the revision it was read at: by default the one last read.

        Raises ConflictError when the one last read is another."""
        known = self._contents.revisions.get((card.id, CARD), 0)
        if expected not in (None, known):
            raise ConflictError(
                _("Somebody else changed this meanwhile. Compare both versions and save again.")
            )
        if isinstance(card, Unit) and known == 0:
            self.new_units.append(card.id)
        self.puts[card.id, CARD] = (card, known)

    def put_secret(self, secret: Secret) -> None:
        """Writes the secret of an account."""
        known = self._contents.revisions.get((secret.id, SECRET), 0)
        self.puts[secret.id, SECRET] = (secret, known)

    def remove(self, record: UUID) -> None:
        """Deletes a record, its card and its secret."""
        for part in (CARD, SECRET):
            if (record, part) in self._contents.revisions:
                self.removals[record, part] = self._contents.revisions[record, part]

    def scope_of(self, record: Card | SecretRecord) -> UUID:
        """The scope whose keys seal the record: the owning unit's, else the organisation's."""
        if isinstance(record, Account | Incident):
            return record.unit
        if isinstance(record, TermsReview) and record.account is not None:
            return self._account(record.account).unit
        if isinstance(record, Secret):
            return self._account(record.id).unit
        return self._contents.register

    def _account(self, account: UUID) -> Account:
        put = self.puts.get((account, CARD))
        content = put[0] if put else self._contents.cards.get(account)
        if not isinstance(content, Account):
            raise InputError(_("There is no account {id} any more.").format(id=account))
        return content
