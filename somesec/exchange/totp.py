"""Shared secrets of second factors, brought from the ways of older programs into one.

A plain base32 key stands for six digits, 30 seconds and SHA-1; anything else becomes an otpauth
address (github.com/google/google-authenticator/wiki/Key-Uri-Format).
"""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlencode

_USUAL = {"period": "30", "digits": "6", "algorithm": "SHA1"}
_ALGORITHMS = {"HMAC-SHA-1": "SHA1", "HMAC-SHA-256": "SHA256", "HMAC-SHA-512": "SHA512"}


def from_fields(title: str, fields: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """The secret that an entry's fields hold, and the names of the fields that it was made from.

    Knows `otp` (an address, a key, or KeeOtp's `key=…&step=…&size=…`), KeePass 2's `TimeOtp-…` and
    KeeTrayTOTP's `TOTP Seed` with `TOTP Settings` (`30;6`). Empty where there is none, or none that
    can be put into an otpauth address: then the fields stay fields."""
    if fields.get("otp"):
        return _from_otp(title, fields["otp"].strip()), frozenset({"otp"})
    if fields.get("TOTP Seed"):
        period, _, digits = fields.get("TOTP Settings", "30;6").partition(";")
        if not digits.isdigit():
            return "", frozenset()
        found = _address(title, fields["TOTP Seed"], period=period, digits=digits)
        return found, frozenset({"TOTP Seed", "TOTP Settings"})
    secret = _time_otp_secret(fields)
    if not secret:
        return "", frozenset()
    found = _address(
        title,
        secret,
        period=fields.get("TimeOtp-Period", ""),
        digits=fields.get("TimeOtp-Length", ""),
        algorithm=_ALGORITHMS.get(fields.get("TimeOtp-Algorithm", ""), ""),
    )
    return found, frozenset(name for name in fields if name.startswith("TimeOtp-"))


def _from_otp(title: str, text: str) -> str:
    if not text.startswith("key="):
        return text
    parts = {name: values[0] for name, values in parse_qs(text).items()}
    return _address(
        title, parts.get("key", ""), period=parts.get("step", ""), digits=parts.get("size", "")
    )


def _time_otp_secret(fields: Mapping[str, str]) -> str:
    try:
        if text := fields.get("TimeOtp-Secret-Base32"):
            return text
        if text := fields.get("TimeOtp-Secret"):
            key = text.encode()
        elif text := fields.get("TimeOtp-Secret-Hex"):
            key = bytes.fromhex(text)
        else:
            key = base64.b64decode(fields.get("TimeOtp-Secret-Base64", ""))
    except (ValueError, binascii.Error):
        return ""
    return base64.b32encode(key).decode().rstrip("=")


def _address(title: str, secret: str, **settings: str) -> str:
    secret = "".join(secret.split()).upper().rstrip("=")
    unusual = {name: text for name, text in settings.items() if text and text != _USUAL[name]}
    if not unusual:
        return secret
    return f"otpauth://totp/{quote(title)}?" + urlencode({"secret": secret, **unusual})
