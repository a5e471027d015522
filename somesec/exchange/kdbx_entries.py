"""From the XML inside a KDBX file to logins.

Source of the names: keepass.info/help/kb/kdbx.html and KeePassXC, src/format/KdbxXmlReader.cpp.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from somesec.exchange.login import LeftOut, LeftOutKind, Login, Reading, left
from somesec.exchange.login_csv import several_addresses
from somesec.exchange.totp import from_fields
from somesec.language import N_, Message
from somesec.model import PreviousPassword

_STANDARD = ("Title", "UserName", "Password", "URL", "Notes")
_REFERENCE = re.compile(r"\{REF:([TUPAN])@I:([0-9A-F]{32})\}", re.IGNORECASE)
_ANY_REFERENCE = re.compile(r"\{REF:", re.IGNORECASE)
_REFERRED = {"T": "Title", "U": "UserName", "P": "Password", "A": "URL", "N": "Notes"}
# Entries may refer to each other in a circle, and many times over.
_MAX_STEPS, _MAX_REFERENCES, _MAX_REFERRED = 3, 16, 64 * 1024

Strings = dict[str, str]


class _Entry(NamedTuple):
    element: Any
    group: tuple[str, ...]
    recycled: bool


def read_entries(tree: Any) -> Reading:
    """The logins in the tree; what lies in the recycle bin, and attached files, are left out."""
    entries = list(_entries(tree))
    by_id = {_id(entry.element): _strings(entry.element) for entry in entries}
    parts: list[Login | LeftOut] = []
    remarks: list[Message] = []
    for entry in entries:
        strings, resolved = _without_references(by_id[_id(entry.element)], by_id)
        title = strings.get("Title", "")
        if entry.recycled:
            parts.append(left(LeftOutKind.RECYCLED, title))
            continue
        parts.append(_login(entry, strings))
        for attached in entry.element.findall("Binary"):
            name = attached.findtext("Key") or ""
            parts.append(left(LeftOutKind.ATTACHMENT, f"{title}: {name}"))
        if not resolved:
            text = N_("{title} refers to another entry that was not found; the reference is kept.")
            remarks.append(Message(text, {"title": title}))
    return Reading.of(parts, remarks)


def _entries(tree: Any) -> Iterator[_Entry]:
    bin_id = tree.findtext("Meta/RecycleBinUUID") or ""
    waiting: list[tuple[Any, tuple[str, ...], bool]] = [
        (group, (), False) for group in tree.findall("Root/Group")
    ]
    while waiting:
        group, path, recycled = waiting.pop()
        recycled = recycled or bool(bin_id and group.findtext("UUID") == bin_id)
        for element in group.findall("Entry"):
            yield _Entry(element, path, recycled)
        below = [
            (child, (*path, child.findtext("Name") or ""), recycled)
            for child in group.findall("Group")
        ]
        waiting += reversed(below)


def _id(element: Any) -> str:
    """The entry's UUID in upper-case hexadecimal digits, as references write it."""
    try:
        return base64.b64decode(element.findtext("UUID") or "").hex().upper()
    except binascii.Error:
        return ""


def _strings(element: Any) -> Strings:
    return {
        string.findtext("Key") or "": string.findtext("Value") or ""
        for string in element.findall("String")
    }


def _without_references(strings: Strings, by_id: dict[str, Strings]) -> tuple[Strings, bool]:
    """The texts with references followed, and whether all of them could be."""
    followed = {name: _followed(text, by_id) for name, text in strings.items()}
    return followed, not any(_ANY_REFERENCE.search(text) for text in followed.values())


def _followed(text: str, by_id: dict[str, Strings]) -> str:
    def referred(match: re.Match[str]) -> str:
        found = by_id.get(match[2].upper(), {}).get(_REFERRED[match[1].upper()])
        return match[0] if found is None or len(found) > _MAX_REFERRED else found

    for _step in range(_MAX_STEPS):
        if not 0 < len(_REFERENCE.findall(text)) <= _MAX_REFERENCES:
            break
        text = _REFERENCE.sub(referred, text)
    return text


def _login(entry: _Entry, strings: Strings) -> Login:
    title = strings.get("Title", "")
    totp, used = from_fields(title, strings)
    further_addresses = [
        text for name, text in strings.items() if name.startswith("KP2A_URL") and text
    ]
    fields = [
        (name, text)
        for name, text in strings.items()
        if name not in _STANDARD and name not in used and not name.startswith("KP2A_URL") and text
    ]
    tags = entry.element.findtext("Tags")
    versions = _versions(entry.element)
    return Login(
        title=title,
        group=entry.group,
        username=strings.get("UserName", "").strip(),
        password=strings.get("Password", ""),
        addresses=tuple(
            dict.fromkeys([*several_addresses(strings.get("URL", "")), *further_addresses])
        ),
        notes=strings.get("Notes", ""),
        totp=totp,
        fields=(*fields, *((("Tags", tags),) if tags else ())),
        previous=tuple(_previous(versions)),
        changed_on=_changed_on(versions),
        source_id=_id(entry.element),
    )


class _Version(NamedTuple):
    password: str
    saved_on: date | None


def _versions(element: Any) -> list[_Version]:
    """Every kept version of the entry, the oldest first, the present one last."""
    return [
        _Version(_strings(version).get("Password", ""), _day(version))
        for version in [*element.findall("History/Entry"), element]
    ]


def _previous(versions: list[_Version]) -> Iterator[PreviousPassword]:
    for before, after in pairwise(versions):
        kept = before.password and not _ANY_REFERENCE.search(before.password)
        if kept and before.password != after.password and after.saved_on:
            yield PreviousPassword(password=before.password, replaced_on=after.saved_on)


def _changed_on(versions: list[_Version]) -> date | None:
    """The day of the first version with the present password: later edits do not renew it."""
    present = versions[-1].password
    saved_on = versions[-1].saved_on
    for version in reversed(versions):
        if version.password != present:
            break
        saved_on = version.saved_on or saved_on
    return saved_on


def _day(element: Any) -> date | None:
    """The day (UTC) of the last change: ISO text in KDBX 3, in KDBX 4 base64 of the seconds since
    the year 1."""
    text = element.findtext("Times/LastModificationTime") or ""
    try:
        if text.endswith("Z"):
            return datetime.fromisoformat(text).date()
        seconds = int.from_bytes(base64.b64decode(text, validate=True), "little")
        return date.min + timedelta(seconds=seconds) if seconds else None
    except (ValueError, OverflowError):
        return None
