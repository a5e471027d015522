"""Each floor of the house knows only what is below it, as written and as running."""

import subprocess
import sys

import pytest


def modules_after(statement: str) -> set[str]:
    """The modules loaded in a fresh interpreter once the statement has run."""
    script = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def roots(modules: set[str]) -> set[str]:
    return {".".join(name.split(".")[:2]) for name in modules}


def test_the_import_contracts_are_kept() -> None:
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", lint], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("statement", "strangers"),
    [
        ("import somesec.model", {"policy", "screens", "cryptography", "sqlalchemy", "textual"}),
        ("import somesec.vault.identity", {"somesec.model", "policy", "sqlalchemy", "textual"}),
        ("import somesec.store.store", {"somesec.model", "policy", "cryptography", "textual"}),
        ("import somesec.device", {"somesec.model", "policy", "sqlalchemy", "textual", "keyring"}),
        ("import policy.engine", {"somesec.vault", "somesec.store", "cryptography", "textual"}),
        ("import policy.mailboxes", {"somesec.vault", "somesec.store", "cryptography", "textual"}),
        ("import somesec.hygiene.measure", {"policy", "somesec.store", "sqlalchemy", "textual"}),
        ("import somesec.exchange.detect", {"policy", "somesec.vault", "sqlalchemy", "textual"}),
        ("import somesec.register", {"screens", "somesec.cli", "textual"}),
        ("import screens.app", {"somesec.cli"}),
        ("import somesec.cli", {"textual", "cryptography", "sqlalchemy", "msgspec", "screens"}),
    ],
)
def test_a_floor_loads_nothing_of_the_floors_above_it(statement: str, strangers: set[str]) -> None:
    loaded = modules_after(statement)
    assert not (loaded | roots(loaded)) & strangers


def test_the_package_itself_loads_nothing() -> None:
    assert modules_after("import somesec") - modules_after("pass") == {"somesec"}
