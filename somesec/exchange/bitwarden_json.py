"""Bitwarden's JSON export, of one's own vault (folders) or of an organisation's (collections).

Source: Bitwarden clients, libs/common/src/models/export."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from somesec.errors import InputError, LockedError
from somesec.exchange.json_source import decode
from somesec.exchange.login import LeftOut, LeftOutKind, Login, Reading, left
from somesec.exchange.login_csv import folders
from somesec.language import N_, Message, _
from somesec.model import PreviousPassword

_LOGIN = 1
_KINDS = {
    2: LeftOutKind.NOTE,
    3: LeftOutKind.CARD,
    4: LeftOutKind.IDENTITY,
    5: LeftOutKind.SSH_KEY,
}


class _Folder(msgspec.Struct):
    id: str | None = None
    name: str | None = None


class _Uri(msgspec.Struct):
    uri: str | None = None


class _Field(msgspec.Struct):
    name: str | None = None
    value: str | None = None


class _Used(msgspec.Struct):
    last_used: datetime | None = msgspec.field(default=None, name="lastUsedDate")
    password: str | None = None


class _Login(msgspec.Struct, rename="camel"):
    username: str | None = None
    password: str | None = None
    totp: str | None = None
    uris: list[_Uri] | None = None
    password_revision_date: datetime | None = None
    fido2_credentials: list[msgspec.Raw] | None = None


class _Item(msgspec.Struct, rename="camel"):
    id: str | None = None
    type: int = 0
    name: str | None = None
    notes: str | None = None
    folder_id: str | None = None
    collection_ids: list[str] | None = None
    fields: list[_Field] | None = None
    login: _Login | None = None
    password_history: list[_Used] | None = None
    creation_date: datetime | None = None
    deleted_date: datetime | None = None
    archived_date: datetime | None = None


class _Export(msgspec.Struct, rename="camel"):
    encrypted: bool = False
    password_protected: bool = False
    folders: list[_Folder] | None = None
    collections: list[_Folder] | None = None
    items: list[_Item] | None = None


def read(data: bytes, passphrase: str | None = None) -> Reading:
    """The logins of the file.

    Raises LockedError when it is protected with a passphrase that is not given or wrong, InputError
    when it is encrypted for its account alone or not what Bitwarden writes."""
    export = decode(data, _Export, "Bitwarden")
    if export.encrypted and export.password_protected:
        if passphrase is None:
            raise LockedError(
                _("The Bitwarden export is locked. Give its passphrase: --source-passphrase-file.")
            )
        from somesec.exchange.bitwarden_lock import unlock

        export = decode(unlock(data, passphrase), _Export, "Bitwarden")
    if export.encrypted:
        raise InputError(
            _(
                "This Bitwarden export is encrypted. Export the vault again in the file format "
                "'.json', bring it in, and delete the file afterwards."
            )
        )
    if export.items is None:
        raise InputError(
            _("This is no JSON file of Bitwarden: it has no 'items'. Choose another --from.")
        )
    names = {
        folder.id: folder.name or ""
        for folder in [*(export.folders or ()), *(export.collections or ())]
    }
    return Reading.of(_parts(export.items, names), _passkeys(export.items))


def _parts(items: list[_Item], names: dict[str | None, str]) -> Iterator[Login | LeftOut]:
    for item in items:
        title = item.name or ""
        if item.deleted_date:
            yield left(LeftOutKind.RECYCLED, title)
        elif item.type != _LOGIN:
            yield left(_KINDS.get(item.type, LeftOutKind.OTHER), title)
        else:
            places = [item.folder_id, *(item.collection_ids or ())]
            group = next((names[place] for place in places if names.get(place)), "")
            yield _login(item, item.login or _Login(), folders(group))


def _login(item: _Item, login: _Login, group: tuple[str, ...]) -> Login:
    uris = [uri.uri.strip() for uri in login.uris or () if uri.uri]
    return Login(
        title=item.name or "",
        group=group,
        username=(login.username or "").strip(),
        password=login.password or "",
        addresses=tuple(dict.fromkeys(uri for uri in uris if uri)),
        notes=item.notes or "",
        totp=(login.totp or "").strip(),
        fields=tuple((field.name or "", field.value or "") for field in item.fields or ()),
        previous=tuple(
            PreviousPassword(password=used.password, replaced_on=used.last_used.date())
            for used in item.password_history or ()
            if used.password and used.last_used
        ),
        # Without a date of revision the password is the one it was made with.
        changed_on=_day(login.password_revision_date or item.creation_date),
        archived=item.archived_date is not None,
        source_id=item.id or "",
    )


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _passkeys(items: list[_Item]) -> Iterator[Message]:
    for item in items:
        if item.login and item.login.fido2_credentials:
            yield Message(
                N_("{title} has a passkey, which stays in Bitwarden."), {"title": item.name or ""}
            )
