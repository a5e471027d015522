"""Takes every text of the three packages into their catalogues: `make messages`.

What is there keeps its translation; what is gone is dropped, and nothing is guessed."""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGES = ("somesec", "policy", "screens")
LANGUAGES = ("fi", "sv")
HEADER = "# What somesec says, in another language."

# Lines of the usual header that say nothing here, or something else each time.
EMPTY_FIELDS = (
    b"Project-Id-",
    b"Report-",
    b"POT-",
    b"PO-",
    b"Last-Tr",
    b"Language-T",
    b"Generated-",
)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def texts_of(package: str) -> Catalog:
    """Every text in the package's code, without translations."""
    texts = Catalog(project="somesec", fuzzy=False)
    found = extract_from_dir(
        ROOT / package,
        [("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
    )
    for file, _line, message, comments, context in found:
        texts.add(
            message, locations=[(f"{package}/{file}", 0)], auto_comments=comments, context=context
        )
    return texts


def catalogue_file(package: str, language: str) -> Path:
    return ROOT / package / "locale" / language / "LC_MESSAGES" / f"{package}.po"


def kept(package: str, language: str) -> Catalog:
    """The catalogue as it is kept; an empty one where there is none yet."""
    file = catalogue_file(package, language)
    if not file.exists():
        return Catalog(locale=language, header_comment=HEADER, fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=language)


def updated(package: str, language: str) -> bytes:
    """The kept catalogue with the texts of today."""
    catalogue = kept(package, language)
    catalogue.update(texts_of(package), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = HEADER
    written = BytesIO()
    write_po(written, catalogue, width=100, sort_output=True, no_location=False, omit_header=False)
    lines = written.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.lstrip(b'"').startswith(EMPTY_FIELDS))


def untranslated(package: str, language: str) -> Iterator[str]:
    """The texts of today that the kept catalogue does not translate."""
    catalogue = kept(package, language)
    for message in texts_of(package):
        if not message.id:
            continue
        there = catalogue.get(message.id, message.context)
        strings = there.string if there else ""
        if not all(strings if isinstance(strings, tuple | list) else (strings,)):
            yield str(message.id)


def main() -> int:
    for package in PACKAGES:
        for language in LANGUAGES:
            file = catalogue_file(package, language)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(updated(package, language))
            missing = sum(1 for _text in untranslated(package, language))
            sys.stdout.write(f"{file.relative_to(ROOT)}: {missing} untranslated\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
