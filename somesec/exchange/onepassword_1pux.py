"""1Password's own export, 1PUX: a zip archive with JSON in `export.data`, and attached files.

Source: 1Password's support page on the 1PUX format. The archive is read in memory, `export.data`
alone, within bounds; attached files are named and left out."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from somesec.errors import InputError
from somesec.exchange.json_source import decode
from somesec.exchange.login import LeftOut, LeftOutKind, Login, Reading, left
from somesec.exchange.source_file import MAX_BYTES
from somesec.language import _
from somesec.model import PreviousPassword

SIGNATURE = b"PK\x03\x04"
MOST_MEMBERS = 20_000
_DATA = "export.data"
_MEMBER = b"PK\x01\x02"  # how the archive's list of contents names each

_LOGIN, _PASSWORD = "001", "005"
_KINDS = {
    "002": LeftOutKind.CARD,
    "003": LeftOutKind.NOTE,
    "004": LeftOutKind.IDENTITY,
    "006": LeftOutKind.ATTACHMENT,
    "114": LeftOutKind.SSH_KEY,
}


class _LoginField(msgspec.Struct):
    value: str | None = None
    name: str | None = None
    designation: str | None = None


class _SectionField(msgspec.Struct):
    title: str | None = None
    value: dict[str, Any] | None = None


class _Section(msgspec.Struct):
    title: str | None = None
    fields: list[_SectionField] | None = None


class _Used(msgspec.Struct):
    value: str | None = None
    time: int | None = None


class _Details(msgspec.Struct, rename="camel"):
    login_fields: list[_LoginField] | None = None
    notes_plain: str | None = None
    sections: list[_Section] | None = None
    password_history: list[_Used] | None = None
    password: str | None = None


class _Url(msgspec.Struct):
    url: str | None = None


class _Overview(msgspec.Struct):
    title: str | None = None
    url: str | None = None
    urls: list[_Url] | None = None
    tags: list[str] | None = None


class _Item(msgspec.Struct, rename="camel"):
    uuid: str | None = None
    created_at: int | None = None
    state: str | None = None
    trashed: bool | None = None
    category_uuid: str | None = None
    details: _Details | None = None
    overview: _Overview | None = None
    # Exports of before 2022 have each item in an object of its own, beside its file.
    item: "_Item | None" = None


class _Attrs(msgspec.Struct):
    name: str | None = None


class _Vault(msgspec.Struct):
    attrs: _Attrs | None = None
    items: list[_Item] | None = None


class _Account(msgspec.Struct):
    vaults: list[_Vault] | None = None


class _Export(msgspec.Struct):
    accounts: list[_Account]


def is_1pux(data: bytes) -> bool:
    """Whether the data is a zip archive that names `export.data`."""
    return data.startswith(SIGNATURE) and _DATA.encode() in data


def read(data: bytes) -> Reading:
    """The logins of the archive; tags and further fields become fields, the vault the group.

    Raises InputError when it is damaged, unpacks into too much or is not what 1Password writes."""
    export = decode(_unpacked(data), _Export, "1Password")
    return Reading.of(_parts(export))


def _unpacked(data: bytes) -> bytes:
    # Each name costs a thousand bytes once it is read, so they are counted before.
    if data.count(_MEMBER) > MOST_MEMBERS:
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(_DATA)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise _damaged()
            with archive.open(info) as member:
                unpacked = member.read(MAX_BYTES + 1)
    except KeyError:
        raise InputError(
            _("This is no 1PUX file of 1Password: it has no 'export.data'. Choose another --from.")
        ) from None
    # A member that is encrypted is a RuntimeError, one of an unknown form a NotImplementedError.
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error):
        raise _damaged() from None
    if len(unpacked) > MAX_BYTES:
        raise _too_large()
    return unpacked


def _too_large() -> InputError:
    return InputError(
        _("The 1PUX file unpacks into too much. Export one vault of 1Password at a time.")
    )


def _damaged() -> InputError:
    return InputError(
        _("The 1PUX file is damaged or cut off: it is no zip archive as 1Password writes it.")
    )


def _parts(export: _Export) -> Iterator[Login | LeftOut]:
    for account in export.accounts:
        for vault in account.vaults or ():
            name = ((vault.attrs and vault.attrs.name) or "").strip()
            for kept in vault.items or ():
                yield from _of_item(kept.item or kept, (name,) if name else ())


def _of_item(item: _Item, group: tuple[str, ...]) -> Iterator[Login | LeftOut]:
    overview, details = item.overview or _Overview(), item.details or _Details()
    title = overview.title or ""
    if item.trashed or item.state == "trashed":
        yield left(LeftOutKind.RECYCLED, title)
    elif item.category_uuid not in (_LOGIN, _PASSWORD):
        yield left(_KINDS.get(item.category_uuid or "", LeftOutKind.OTHER), title)
    else:
        yield _login(item, overview, details, group)
        for value in _values(details):
            if isinstance(file := value.get("file"), dict):
                yield left(LeftOutKind.ATTACHMENT, f"{title}: {file.get('fileName', '')}")


def _login(item: _Item, overview: _Overview, details: _Details, group: tuple[str, ...]) -> Login:
    fields = [field for field in details.login_fields or () if field.value]
    usernames = [field for field in fields if field.designation == "username"]
    passwords = [field for field in fields if field.designation == "password"]
    main = {id(each[0]) for each in (usernames, passwords) if each}
    totps = [str(value["totp"]) for value in _values(details) if value.get("totp")]
    addresses = [overview.url, *(url.url for url in overview.urls or ())]
    further = [(field.name or "", field.value or "") for field in fields if id(field) not in main]
    previous = tuple(_previous(details))
    changed = max((used.replaced_on for used in previous), default=_day(item.created_at))
    return Login(
        title=overview.title or "",
        group=group,
        username=(usernames[0].value or "").strip() if usernames else "",
        password=(passwords[0].value or "") if passwords else details.password or "",
        addresses=tuple(dict.fromkeys(a.strip() for a in addresses if a and a.strip())),
        notes=details.notes_plain or "",
        totp=totps[0].strip() if totps else "",
        fields=(
            *further,
            *_section_fields(details),
            *(("TOTP", totp) for totp in totps[1:]),
            *((("Tags", ", ".join(overview.tags)),) if overview.tags else ()),
        ),
        previous=previous,
        # That an item was edited says nothing of its password; that one was replaced does.
        changed_on=changed,
        archived=item.state == "archived",
        source_id=item.uuid or "",
    )


def _values(details: _Details) -> Iterator[dict[str, Any]]:
    for section in details.sections or ():
        yield from (field.value for field in section.fields or () if field.value)


def _section_fields(details: _Details) -> Iterator[tuple[str, str]]:
    """What a section holds but for second factors and files, as text under its name."""
    for section in details.sections or ():
        for field in section.fields or ():
            for kind, value in (field.value or {}).items():
                if kind not in ("totp", "file") and (text := _text(kind, value)):
                    yield field.title or section.title or kind, text


def _text(kind: str, value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(part for each in value.values() if (part := _text("", each)))
    if kind == "date" and isinstance(value, int) and (day := _day(value)):
        return day.isoformat()
    return "" if value is None or isinstance(value, list | bool) else str(value)


def _previous(details: _Details) -> Iterator[PreviousPassword]:
    for used in details.password_history or ():
        day = _day(used.time)
        if used.value and day:
            yield PreviousPassword(password=used.value, replaced_on=day)


def _day(seconds: int | None) -> date | None:
    """The day (UTC) of a count of seconds since 1970, None where it is none."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
