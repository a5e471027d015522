"""Writing logins as a KDBX 4 file, for KeePassXC and what else reads the format.

Source of the names: keepass.info/help/kb/kdbx.html and KeePassXC, src/format/KdbxXmlWriter.cpp.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from lxml import etree
from pykeepass import create_database

from somesec.errors import InputError
from somesec.exchange.login import Login
from somesec.language import _

# What XML 1.0 (section 2.2) has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(logins: Iterable[Login], *, name: str, passphrase: str, today: date) -> bytes:
    """A KDBX 4 file: a group for each `group` of the logins, an entry for each login with its
    earlier passwords as its history. `source_id` is 32 hexadecimal digits, the id of the entry.
    A login without a day of change is taken for one of `today`. The key is derived with Argon2d,
    64 MiB and 14 rounds, as KeePassXC sets it.

    Raises InputError for an empty passphrase, or a password that the format cannot hold."""
    if not passphrase:
        raise InputError(_("The passphrase of the KDBX file is empty. Choose a strong one."))
    made = create_database(BytesIO(), password=passphrase)
    fill(made.tree, logins, name, today)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def fill(tree: Any, logins: Iterable[Login], name: str, today: date) -> None:
    """Puts the logins into the XML tree of an empty file.

    Raises InputError for a secret that the format cannot hold."""
    tree.find("Meta/DatabaseName").text = _writable(name)
    root = tree.find("Root/Group")
    root.find("Name").text = _writable(name)
    groups: dict[tuple[str, ...], Any] = {(): root}
    for login in logins:
        _group(groups, login.group, today).append(_entry(login, today))


def _group(groups: dict[tuple[str, ...], Any], path: tuple[str, ...], today: date) -> Any:
    if path not in groups:
        group = etree.SubElement(_group(groups, path[:-1], today), "Group")
        _text(group, "UUID", b64encode(uuid4().bytes).decode())
        _text(group, "Name", _writable(path[-1]))
        group.append(_times(today))
        groups[path] = group
    return groups[path]


def _entry(login: Login, today: date) -> Any:
    """The entry, and in its history a version for each password before, the oldest first."""
    previous = sorted(login.previous, key=lambda before: before.replaced_on)
    starts = [date.min, *(before.replaced_on for before in previous)]
    changed_on = login.changed_on or (starts[-1] if previous else today)
    entry = _version(login, login.password, changed_on)
    if previous:
        history = etree.SubElement(entry, "History")
        for before, (start, _end) in zip(previous, pairwise([*starts, today]), strict=False):
            history.append(_version(login, before.password, start))
    return entry


def _version(login: Login, password: str, saved_on: date) -> Any:
    entry = etree.Element("Entry")
    _text(entry, "UUID", b64encode(bytes.fromhex(login.source_id)).decode())
    entry.append(_times(saved_on))
    for key, text, is_secret in _strings(login, password):
        string = etree.SubElement(entry, "String")
        _text(string, "Key", key)
        value = _text(string, "Value", text)
        if is_secret:
            value.set("Protected", "True")
    return entry


def _strings(login: Login, password: str) -> Iterator[tuple[str, str, bool]]:
    yield "Title", _writable(login.title), False
    yield "UserName", _writable(login.username), False
    yield "Password", _exact(password, login.title), True
    yield "URL", _writable(login.addresses[0] if login.addresses else ""), False
    yield "Notes", _writable(login.notes), False
    if login.totp:
        yield "otp", _exact(_otpauth(login), login.title), True
    for name, text in login.fields:
        yield _writable(name), _exact(text, login.title), True


def _otpauth(login: Login) -> str:
    """KeePassXC takes codes from an otpauth address alone, never from a bare key."""
    if login.totp.startswith("otpauth:"):
        return login.totp
    key = "".join(login.totp.split()).upper().rstrip("=")
    settings = urlencode({"secret": key, "period": 30, "digits": 6})
    return f"otpauth://totp/{quote(login.title or 'totp', safe='')}?{settings}"


def _times(day: date) -> Any:
    times = etree.Element("Times")
    # Seconds since the year 1, as eight bytes from the lowest.
    seconds = (day - date.min).days * 24 * 60 * 60
    moment = b64encode(seconds.to_bytes(8, "little")).decode()
    for name in ("LastModificationTime", "CreationTime", "LastAccessTime", "ExpiryTime"):
        _text(times, name, moment)
    _text(times, "Expires", "False")
    _text(times, "UsageCount", "0")
    _text(times, "LocationChanged", moment)
    return times


def _text(parent: Any, tag: str, text: str) -> Any:
    element = etree.SubElement(parent, tag)
    element.text = text
    return element


def _writable(text: str) -> str:
    """A text for people, without what the format cannot hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _exact(text: str, title: str) -> str:
    """A secret, which must come out as it is or not at all."""
    if _UNWRITABLE.search(text):
        raise InputError(
            _(
                "A secret of {title} holds a control character, which a KDBX file cannot. "
                "Export as CSV or JSON, or change that secret."
            ).format(title=title)
        )
    return text
