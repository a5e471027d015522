"""The document names every label and size that the vault uses, so that it cannot fall behind."""

import re
from pathlib import Path

import pytest

from somesec import vault
from somesec.vault.identity import PRIVATE_BYTES, PUBLIC_BYTES
from somesec.vault.invitation import MOST_INVITATION_BYTES
from somesec.vault.passphrase import LOCKED_BYTES
from somesec.vault.words import _UNSPOKEN

PACKAGE = Path(vault.__file__).parent
DOCUMENT = (PACKAGE.parents[1] / "docs" / "vault-format.md").read_text()
LABELS = sorted(
    {
        label
        for module in PACKAGE.glob("*.py")
        for label in re.findall(r'"(somesec [a-z ]+ \d+)"', module.read_text())
    }
)


def test_labels_are_found_in_the_source() -> None:
    assert len(LABELS) >= 16


@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_in_the_document(label: str) -> None:
    assert f"| `{label}` |" in DOCUMENT


def test_no_label_is_in_the_document_that_the_source_has_not() -> None:
    everywhere = "".join(module.read_text() for module in PACKAGE.parent.rglob("*.py"))
    for label in re.findall(r"^\| `(somesec [a-z ]+ \d+)` \|", DOCUMENT, re.MULTILINE):
        assert f'"{label}"' in everywhere


def test_every_word_left_out_is_in_the_document() -> None:
    words = set(re.findall(r"[a-z]+", DOCUMENT.partition("without these:")[2].partition("3.")[0]))
    assert words == _UNSPOKEN


@pytest.mark.parametrize(
    "size", [PRIVATE_BYTES, PUBLIC_BYTES, LOCKED_BYTES, MOST_INVITATION_BYTES, 1168]
)
def test_every_size_is_in_the_document(size: int) -> None:
    assert f"{size} bytes" in DOCUMENT
