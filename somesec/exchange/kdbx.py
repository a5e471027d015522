"""KDBX 3 and 4, as KeePassXC and KeePass write them."""

import logging
from io import BytesIO
from typing import Any

from pykeepass import PyKeePass
from pykeepass.exceptions import CredentialsError

from somesec.errors import InputError, LockedError, SomesecError
from somesec.exchange import kdbx_bounds
from somesec.exchange.kdbx_entries import read_entries
from somesec.exchange.kdbx_header import TWOFISH, damaged, read_header
from somesec.exchange.kdbx_key import derive
from somesec.exchange.login import Reading
from somesec.language import _

# Twofish is computed in Python, some 100 KiB a second.
MAX_TWOFISH = 4 * 1024 * 1024


def read(data: bytes, passphrase: str | None = None, key_file: bytes | None = None) -> Reading:
    """The logins of the file. `key_file` is the content of the key file, where there is one.

    Raises LockedError when passphrase or key file are wrong, InputError when the file is damaged,
    of another version, or asks for more memory or time than any real one does."""
    header = read_header(data)
    if header.cipher == TWOFISH and len(data) > MAX_TWOFISH:
        raise InputError(
            _("The KDBX file is too large for Twofish. Save it in KeePassXC with AES or ChaCha20.")
        )
    key = derive(header, passphrase, key_file)
    return read_entries(_opened(data, key))


def _opened(data: bytes, key: bytes) -> Any:
    """The XML tree inside, with protected values in the clear."""
    kdbx_bounds.apply()
    complaints = _Complaints()
    parser_log = logging.getLogger("pykeepass.kdbx_parsing.common")
    parser_log.addFilter(complaints)
    try:
        opened = PyKeePass(BytesIO(data), transformed_key=key)
    except CredentialsError:
        raise LockedError(
            _("The passphrase or key file of the KDBX file is wrong. Try again.")
        ) from None
    except SomesecError:
        raise
    except Exception:
        # Its parsers raise whatever their parts raise: for construct, zlib, lxml and struct alike
        # the answer is the same, and their texts may hold what they read.
        raise damaged() from None
    finally:
        parser_log.removeFilter(complaints)
    if complaints.heard:
        raise damaged()
    return opened.tree


class _Complaints(logging.Filter):
    """Hears that a protected value could not be opened: pykeepass only logs it, and leaves the
    ciphertext in the value's place."""

    heard = False

    def filter(self, record: logging.LogRecord) -> bool:
        self.heard = self.heard or record.levelno >= logging.ERROR
        return False
