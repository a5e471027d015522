"""All records together, and their one byte form: JSON with a `record` tag, inside sealed rows."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Self
from uuid import UUID

import msgspec

from somesec.model.account import Account
from somesec.model.audit import AuditCounts
from somesec.model.filter import SavedFilter
from somesec.model.incident import Incident
from somesec.model.intranet import IntranetDigest, IntranetValues
from somesec.model.organisation import Organisation, Setting
from somesec.model.person import Person
from somesec.model.scan import Scan
from somesec.model.secret import FingerprintKey, Secret
from somesec.model.terms import TermsArchive, TermsDocument, TermsReview
from somesec.model.unit import Unit
from somesec.model.waiver import Waiver

Card = (
    Organisation
    | Setting
    | Unit
    | Person
    | Account
    | TermsArchive
    | TermsDocument
    | TermsReview
    | Incident
    | Waiver
    | IntranetDigest
    | Scan
    | AuditCounts
    | SavedFilter
)
SecretRecord = Secret | FingerprintKey | IntranetValues

_encoder = msgspec.json.Encoder(order="deterministic")
_card_decoder: msgspec.json.Decoder[Card] = msgspec.json.Decoder(Card)
_secret_decoder: msgspec.json.Decoder[SecretRecord] = msgspec.json.Decoder(SecretRecord)


def encode(record: Card | SecretRecord) -> bytes:
    """The bytes of a record; equal records give equal bytes."""
    return _encoder.encode(record)


def decode_card(data: bytes) -> Card:
    """The record in the bytes.

    Raises msgspec.DecodeError when they hold no record this version knows."""
    return _card_decoder.decode(data)


def decode_secret(data: bytes) -> SecretRecord:
    """The secret in the bytes.

    Raises msgspec.DecodeError when they hold none this version knows."""
    return _secret_decoder.decode(data)


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """Every card a member may read, by kind and id. Secrets are never among them."""

    organisation: Organisation
    units: Mapping[UUID, Unit] = MappingProxyType({})
    people: Mapping[UUID, Person] = MappingProxyType({})
    accounts: Mapping[UUID, Account] = MappingProxyType({})
    documents: Mapping[UUID, TermsDocument] = MappingProxyType({})
    archives: Mapping[UUID, TermsArchive] = MappingProxyType({})
    reviews: Mapping[UUID, TermsReview] = MappingProxyType({})
    incidents: Mapping[UUID, Incident] = MappingProxyType({})
    waivers: Mapping[UUID, Waiver] = MappingProxyType({})
    settings: Mapping[UUID, Setting] = MappingProxyType({})
    audits: Mapping[UUID, AuditCounts] = MappingProxyType({})
    scans: Mapping[UUID, Scan] = MappingProxyType({})
    filters: Mapping[UUID, SavedFilter] = MappingProxyType({})
    intranet: IntranetDigest | None = None

    @classmethod
    def of(cls, cards: Iterable[Card]) -> Self:
        """Sorts cards into their kinds.

        Raises ValueError when there is not exactly one organisation among them."""
        kinds: dict[type, dict[UUID, Card]] = {}
        for card in cards:
            kinds.setdefault(type(card), {})[card.id] = card
        organisations = list(kinds.get(Organisation, {}).values())
        if len(organisations) != 1:
            raise ValueError(
                f"expected one organisation among the cards, found {len(organisations)}"
            )
        return cls(
            organisation=organisations[0],  # type: ignore[arg-type]
            units=kinds.get(Unit, {}),  # type: ignore[arg-type]
            people=kinds.get(Person, {}),  # type: ignore[arg-type]
            accounts=kinds.get(Account, {}),  # type: ignore[arg-type]
            documents=kinds.get(TermsDocument, {}),  # type: ignore[arg-type]
            archives=kinds.get(TermsArchive, {}),  # type: ignore[arg-type]
            reviews=kinds.get(TermsReview, {}),  # type: ignore[arg-type]
            incidents=kinds.get(Incident, {}),  # type: ignore[arg-type]
            waivers=kinds.get(Waiver, {}),  # type: ignore[arg-type]
            settings=kinds.get(Setting, {}),  # type: ignore[arg-type]
            audits=kinds.get(AuditCounts, {}),  # type: ignore[arg-type]
            scans=kinds.get(Scan, {}),  # type: ignore[arg-type]
            filters=kinds.get(SavedFilter, {}),  # type: ignore[arg-type]
            intranet=next(iter(kinds.get(IntranetDigest, {}).values()), None),  # type: ignore[arg-type]
        )
