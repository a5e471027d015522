"""A browser without a window, to see a page as its reader does."""

import os
import re
import shutil
import subprocess
from pathlib import Path

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "there is no Chromium here to show the page in"


def document(page: Path) -> str:
    """The page's document as it stands once it is shown, written out as HTML."""
    return _run(page, "--dump-dom").stdout


def console(page: Path) -> str:
    """What the browser complains of: a policy that was broken, a file that was not found."""
    lines = _run(page, "--dump-dom", "--enable-logging=stderr").stderr.splitlines()
    return "\n".join(line for line in lines if "CONSOLE" in line)


def sheets(page: Path, folder: Path) -> int:
    """How many sheets of paper the page fills."""
    printed = folder / "printed.pdf"
    _run(page, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes()))


def _run(page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    assert PROGRAM
    # The sandbox needs rights that containers do not give, and the page is our own.
    return subprocess.run(
        [
            PROGRAM,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={page.parent / 'profile'}",
            *options,
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env=os.environ | {"HOME": str(page.parent)},
    )
