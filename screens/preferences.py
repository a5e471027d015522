"""What somebody chose for the screens on this computer: a file in their folder of settings."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import platformdirs

from somesec.errors import InputError
from somesec.exchange.save import save
from somesec.language import LANGUAGES, _
from somesec.reasons import reason_of

LOOKS = ("dark", "light", "high-contrast")
LOCK_MINUTES = range(1, 61)
CLIPBOARD_SECONDS = range(5, 301)

_MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Preferences:
    """`language` is empty where the system says it. `lock_minutes` without a key lock the register,
    `clipboard_seconds` after copying a secret the clipboard is cleared. `toured` says whether the
    first steps were shown, `terms_archive` is the folder of the archive of terms last read.
    `breaches` is where a new password is looked up in known breaches once it is in use: the file of
    a downloaded list, haveibeenpwned.com, or the address of a mirror; nowhere where it is empty."""

    language: str = ""
    look: str = "dark"
    lock_minutes: int = 5
    clipboard_seconds: int = 30
    toured: bool = False
    terms_archive: str = ""
    breaches: str = ""


def folder() -> Path:
    """Where the files with somebody's settings lie."""
    return Path(platformdirs.user_config_dir("somesec", appauthor=False))


def preferences_file() -> Path:
    """The file with what was chosen."""
    return folder() / "settings.toml"


def shown_place(file: Path) -> str:
    """Where a file lies, as somebody would write it: below their home folder with ~."""
    home = Path.home()
    return f"~/{file.relative_to(home).as_posix()}" if file.is_relative_to(home) else str(file)


def load() -> Preferences:
    """What was chosen; the usual where there is no file.

    Raises InputError naming the file and the line of what is wrong in it."""
    file = preferences_file()
    values = read_toml(file)
    for name, value in values.items():
        said = _problem(name, value)
        if said:
            raise InputError(
                _("{file}, line {line}: {what}").format(
                    file=file, line=line_of(file, name), what=said
                )
            )
    return Preferences(**values)  # type: ignore[arg-type]  # looked at one by one above


def store(preferences: Preferences) -> None:
    """Keeps what was chosen, readable by its owner only.

    Raises InputError when the file cannot be written."""
    lines = [
        f"{name} = {_as_toml(value)}"
        for name, value in asdict(preferences).items()
        if value != getattr(Preferences(), name)
    ]
    file = preferences_file()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            _("{file} cannot be written: {why}.").format(file=file, why=reason_of(error))
        ) from None
    save(file, "".join(f"{line}\n" for line in lines).encode(), overwrite=True)


def read_toml(file: Path) -> Mapping[str, object]:
    """The values in a file of settings; none where there is no such file.

    Raises InputError naming the file, and the line where it is no TOML."""
    try:
        with file.open("rb") as source:
            content = source.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(
            _("{file} cannot be read: {why}.").format(file=file, why=reason_of(error))
        ) from None
    if len(content) > _MOST_BYTES:
        raise InputError(_("{file} is too large for a file of settings.").format(file=file))
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError:
        raise InputError(_("{file} is not in UTF-8. Save it as UTF-8.").format(file=file)) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = at.group(1) if at else str(content.count(b"\n") + 1)
        raise InputError(
            _("{file}, line {line}: that is no TOML. Write it like: {example}").format(
                file=file, line=line, example='language = "fi"'
            )
        ) from None


def line_of(file: Path, name: str) -> int:
    """The number of the line on which a name is given its value."""
    pattern = re.compile(rf"""\s*["']?{re.escape(name)}["']?\s*=""")
    lines = file.read_text("utf-8").splitlines()
    return next((n for n, line in enumerate(lines, start=1) if pattern.match(line)), 1)


def _problem(name: str, value: object) -> str:
    """What is wrong with a value; "" for nothing."""
    known = {field.name for field in fields(Preferences)}
    if name not in known:
        return _("there is no setting '{name}'. There are: {known}.").format(
            name=name, known=", ".join(sorted(known))
        )
    ranges = {"lock_minutes": LOCK_MINUTES, "clipboard_seconds": CLIPBOARD_SECONDS}
    if name in ranges:
        span = ranges[name]
        if type(value) is not int or value not in span:
            return _("{name} is a whole number from {least} to {most}.").format(
                name=name, least=span[0], most=span[-1]
            )
    elif name == "toured":
        if not isinstance(value, bool):
            return _("{name} is true or false.").format(name=name)
    elif name in ("terms_archive", "breaches"):
        if not isinstance(value, str):
            return _("{name} is a text in quotation marks.").format(name=name)
    else:
        choices = LANGUAGES if name == "language" else LOOKS
        if value not in choices:
            return _("{name} is one of: {choices}.").format(name=name, choices=", ".join(choices))
    return ""


def _as_toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # A string of JSON is one of TOML, but for this character.
    said = json.dumps(value, ensure_ascii=False)
    return str(value) if isinstance(value, int) else said.replace("\x7f", "\\u007f")
