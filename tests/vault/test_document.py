"""The document names every label and size that the vault uses, so that it cannot fall behind."""

import re
from pathlib import Path

import pytest

from somesec import vault
from somesec.vault.identity import PRIVATE_BYTES, PUBLIC_BYTES
from somesec.vault.passphrase import LOCKED_BYTES

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
    assert len(LABELS) == 10


@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_in_the_document(label: str) -> None:
    assert f"| `{label}` |" in DOCUMENT


@pytest.mark.parametrize("size", [PRIVATE_BYTES, PUBLIC_BYTES, LOCKED_BYTES, 1168])
def test_every_size_is_in_the_document(size: int) -> None:
    assert f"{size} bytes" in DOCUMENT
