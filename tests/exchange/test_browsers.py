"""Browsers' profiles: where they lie, and for which sites they keep logins."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from somesec.errors import InputError
from somesec.exchange import browser_logins, browser_profiles
from somesec.exchange.browser_logins import origins
from somesec.exchange.browser_profiles import CHROMIUM, FIREFOX, Profile

PASSWORD = "9vK!dummy-Reef-41-plank"
TABLE = (
    "CREATE TABLE logins (origin_url VARCHAR NOT NULL, username_value VARCHAR, "
    "password_value BLOB, signon_realm VARCHAR NOT NULL, date_created INTEGER NOT NULL, "
    "blacklisted_by_user INTEGER NOT NULL, scheme INTEGER NOT NULL)"
)
FACEBOOK = "https://www.facebook.com/login?next=secret"


def firefox(folder: Path, *addresses: str, **more: object) -> Profile:
    """A profile with a logins.json as Firefox writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    logins = [
        {
            "id": number,
            "hostname": address,
            "httpRealm": None,
            "formSubmitURL": address,
            "usernameField": "u",
            "passwordField": "p",
            "encryptedUsername": "MDIEEPgAAAA",
            "encryptedPassword": PASSWORD,
            "guid": "{00000000-0000-4000-8000-000000000000}",
            "encType": 1,
            "timeCreated": 1700000000000,
        }
        for number, address in enumerate(addresses, start=1)
    ]
    content = {"nextId": len(logins) + 1, "logins": logins, "version": 3, **more}
    (folder / "logins.json").write_text(json.dumps(content), encoding="utf-8")
    return Profile(FIREFOX, folder)


def chromium(
    folder: Path, *addresses: str, never: tuple[str, ...] = (), name: str = "Login Data"
) -> Profile:
    """A profile with a database of logins."""
    folder.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(folder / name)
    database.execute(TABLE)
    rows = [(address, 0) for address in addresses] + [(address, 1) for address in never]
    for address, is_never in rows:
        database.execute(
            "INSERT INTO logins VALUES (?, 'kirjasto', ?, ?, 1, ?, 0)",
            (address, PASSWORD, address, is_never),
        )
    database.commit()
    database.close()
    return Profile(CHROMIUM, folder)


def test_firefox_gives_origins_alone(tmp_path: Path) -> None:
    profile = firefox(tmp_path, "https://www.facebook.com", "https://x.com:8443", "moz-proxy://a")
    found = origins(profile)
    assert found == {"https://www.facebook.com", "https://x.com:8443", "moz-proxy://a"}


def test_firefox_counts_no_login_that_was_deleted(tmp_path: Path) -> None:
    content = {"logins": [{"guid": "x", "deleted": True}, {"hostname": "https://x.com"}]}
    (tmp_path / "logins.json").write_text(json.dumps(content), encoding="utf-8")
    assert origins(Profile(FIREFOX, tmp_path)) == {"https://x.com"}


def test_chromium_gives_origins_alone_and_no_site_of_never(tmp_path: Path) -> None:
    android = "android://pA5sw0rdhash==@com.facebook.katana/"
    profile = chromium(tmp_path, FACEBOOK, android, never=("https://x.com/",))
    chromium(tmp_path, "https://www.tiktok.com/", name="Login Data For Account")
    assert origins(profile) == {
        *("https://www.facebook.com", "android://com.facebook.katana", "https://www.tiktok.com"),
    }


@pytest.mark.parametrize("browser", [FIREFOX, CHROMIUM])
def test_a_profile_without_logins_keeps_none(tmp_path: Path, browser: str) -> None:
    assert origins(Profile(browser, tmp_path)) == frozenset()


def test_an_empty_database_keeps_none(tmp_path: Path) -> None:
    (tmp_path / "Login Data").touch()
    assert origins(Profile(CHROMIUM, tmp_path)) == frozenset()


def test_a_database_that_a_running_browser_locked_is_read(tmp_path: Path) -> None:
    profile = chromium(tmp_path, FACEBOOK)
    browser = sqlite3.connect(tmp_path / "Login Data", isolation_level=None)
    browser.execute("PRAGMA locking_mode=EXCLUSIVE")
    browser.execute("BEGIN EXCLUSIVE")
    try:
        assert origins(profile) == {"https://www.facebook.com"}
    finally:
        browser.close()


def test_what_lies_in_the_write_ahead_log_alone_is_read(tmp_path: Path) -> None:
    profile = chromium(tmp_path)
    browser = sqlite3.connect(tmp_path / "Login Data", isolation_level=None)
    browser.execute("PRAGMA journal_mode=WAL")
    browser.execute("INSERT INTO logins VALUES (?, '', '', '', 1, 0, 0)", (FACEBOOK,))
    before = sorted(os.listdir(tmp_path))
    try:
        assert origins(profile) == {"https://www.facebook.com"}
        assert sorted(os.listdir(tmp_path)) == before
    finally:
        browser.close()


def test_a_change_under_way_is_not_played_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_logins, "_WAIT", 0)
    profile = chromium(tmp_path, FACEBOOK)
    (tmp_path / "Login Data-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7")
    with pytest.raises(InputError, match="changing"):
        origins(profile)


@pytest.mark.parametrize(
    "content",
    [
        b"no json",
        b'{"logins": 7}',
        b"{}",
        b'{"logins": [{"hostname": 5}]}',
        b'{"logins": ' + b"[" * 100_000,
        b'{"logins": [], "x": ' + b"[" * 5_000_000,
        b"\xff\xfe",
    ],
)
def test_a_logins_file_that_is_none_is_not_taken_for_an_empty_one(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "logins.json").write_bytes(content)
    with pytest.raises(InputError):
        origins(Profile(FIREFOX, tmp_path))


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE other (a)",
        "CREATE TABLE s (username_value); CREATE VIEW logins AS "
        "SELECT username_value AS origin_url, 0 AS blacklisted_by_user FROM s",
    ],
)
def test_a_database_of_another_kind_is_not_taken_for_an_empty_one(
    tmp_path: Path, made: str
) -> None:
    database = sqlite3.connect(tmp_path / "Login Data")
    database.executescript(made)
    database.close()
    with pytest.raises(InputError, match="no database of logins"):
        origins(Profile(CHROMIUM, tmp_path))


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 9000])
def test_what_is_no_database_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "Login Data").write_bytes(content)
    with pytest.raises(InputError, match="no database of logins"):
        origins(Profile(CHROMIUM, tmp_path))


def test_a_damaged_database_never_raises_anything_else(tmp_path: Path) -> None:
    profile = chromium(tmp_path, *(f"https://a{number}.example/" for number in range(50)))
    whole = (tmp_path / "Login Data").read_bytes()
    for at in range(0, len(whole), 97):
        (tmp_path / "Login Data").write_bytes(whole[:at] + b"\xff\x00" + whole[at + 2 :])
        try:
            origins(profile)
        except InputError:
            continue


def test_a_query_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_logins, "MOST_SECONDS", -1.0)
    monkeypatch.setattr(browser_logins, "_STEPS_BETWEEN_LOOKS", 10)
    profile = chromium(tmp_path, *(f"https://a{number}.example/" for number in range(50)))
    with pytest.raises(InputError):
        origins(profile)


def test_more_logins_than_anybody_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_logins, "MOST_LOGINS", 2)
    assert len(origins(chromium(tmp_path / "two", "https://a.fi", "https://b.fi"))) == 2
    three = chromium(tmp_path / "three", "https://a.fi", "https://b.fi", "https://c.fi")
    with pytest.raises(InputError, match="more than 2"):
        origins(three)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    for name, browser in (("logins.json", FIREFOX), ("Login Data", CHROMIUM)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(50 * 1024**3)
        with pytest.raises(InputError, match="larger than 64 MiB"):
            origins(Profile(browser, tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize(("name", "browser"), [("logins.json", FIREFOX), ("Login Data", CHROMIUM)])
def test_links_and_pipes_are_not_followed(tmp_path: Path, name: str, browser: str) -> None:
    secret = firefox(tmp_path / "elsewhere", "https://x.com").folder / "logins.json"
    linked, piped = tmp_path / "linked", tmp_path / "piped"
    for folder in (linked, piped):
        folder.mkdir()
    (linked / name).symlink_to(secret)
    os.mkfifo(piped / name)
    with pytest.raises(InputError, match="is a link"):
        origins(Profile(browser, linked))
    with pytest.raises(InputError, match="no ordinary file"):
        origins(Profile(browser, piped))


def test_nothing_of_the_copy_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(copies))
    origins(chromium(tmp_path / "profile", FACEBOOK))
    assert list(copies.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals are otherwise here")
def test_nothing_of_the_copy_stays_when_the_program_is_asked_to_stop(tmp_path: Path) -> None:
    program = (
        "import time\n"
        "from somesec.exchange.private_folder import private_folder\n"
        "with private_folder() as folder:\n"
        "    (folder / 'copy').write_text('x')\n"
        "    print(oct(folder.stat().st_mode), flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    running = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert running.stdout.readline().strip() == "0o40700"
    assert list(tmp_path.iterdir())
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 128 + signal.SIGTERM
    running.stdout.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("system", "place", "browser"),
    [
        ("linux", ".mozilla/firefox/a.default", FIREFOX),
        ("linux", "snap/firefox/common/.mozilla/firefox/a.default", FIREFOX),
        ("linux", ".var/app/org.mozilla.firefox/.mozilla/firefox/a.default", FIREFOX),
        ("linux", ".config/google-chrome/Default", "Chrome"),
        ("linux", ".config/microsoft-edge/Profile 1", "Edge"),
        ("linux", "snap/chromium/common/chromium/Default", CHROMIUM),
        ("linux", ".var/app/com.google.Chrome/config/google-chrome/Default", "Chrome"),
        ("darwin", "Library/Application Support/Firefox/Profiles/a.default", FIREFOX),
        ("darwin", "Library/Application Support/Google/Chrome/Default", "Chrome"),
        ("darwin", "Library/Application Support/Microsoft Edge/Default", "Edge"),
        ("win32", "AppData/Roaming/Mozilla/Firefox/Profiles/a.default", FIREFOX),
        ("win32", "AppData/Local/Google/Chrome/User Data/Default", "Chrome"),
        ("win32", "AppData/Local/Microsoft/Edge/User Data/Default", "Edge"),
        ("win32", "AppData/Local/Chromium/User Data/Default", CHROMIUM),
    ],
)
def test_profiles_are_found_in_the_usual_places(
    tmp_path: Path, system: str, place: str, browser: str
) -> None:
    make = firefox if browser == FIREFOX else chromium
    make(tmp_path / place, "https://x.com")
    assert browser_profiles.usual({}, system, tmp_path) == [Profile(browser, tmp_path / place)]
    other = "win32" if system != "win32" else "linux"
    assert browser_profiles.usual({}, other, tmp_path) == []


def test_firefox_lists_profiles_that_lie_elsewhere(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / ".mozilla/firefox", tmp_path / "muualla"
    firefox(root / "a.default", "https://x.com")
    firefox(elsewhere, "https://x.com")
    (root / "profiles.ini").write_text(
        "[General]\nVersion=2\n[Profile0]\nName=a\nIsRelative=1\nPath=a.default\n"
        f"[Profile1]\nName=b\nIsRelative=0\nPath={elsewhere}\n[Profile2]\nPath=gone\n",
        encoding="utf-8",
    )
    found = browser_profiles.usual({}, "linux", tmp_path)
    assert [profile.folder for profile in found] == [root / "a.default", elsewhere]


@pytest.mark.parametrize("ini", [b"\xff\0", b"Path=x\n", b"[Profile0]\nPath=\0x\n", b"[" * 9999])
def test_a_broken_list_of_profiles_hides_none(tmp_path: Path, ini: bytes) -> None:
    root = tmp_path / ".mozilla/firefox"
    firefox(root / "a.default", "https://x.com")
    (root / "profiles.ini").write_bytes(ini)
    found = browser_profiles.usual({}, "linux", tmp_path)
    assert [profile.folder for profile in found] == [root / "a.default"]


def test_a_named_folder_is_a_profile_or_holds_some(tmp_path: Path) -> None:
    chromium(tmp_path / "data/Default", FACEBOOK)
    firefox(tmp_path / "ff/a.default", "https://x.com")
    assert browser_profiles.at(tmp_path / "data") == [Profile(CHROMIUM, tmp_path / "data/Default")]
    assert browser_profiles.at(tmp_path / "ff") == [Profile(FIREFOX, tmp_path / "ff/a.default")]
    assert browser_profiles.at(tmp_path / "ff/a.default")[0].browser == FIREFOX
    for nothing in (tmp_path / "gone", tmp_path):
        with pytest.raises(InputError):
            browser_profiles.at(nothing)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_a_profile_that_chromium_made(tmp_path: Path) -> None:
    subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
            *(f"--user-data-dir={tmp_path}", "about:blank"),
        ],
        check=True,
        capture_output=True,
        timeout=100,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    database = sqlite3.connect(tmp_path / "Default" / "Login Data", isolation_level=None)
    database.execute(
        "INSERT INTO logins (origin_url, username_value, password_value, signon_realm, "
        "date_created, blacklisted_by_user, scheme) VALUES (?, 'kirjasto', ?, ?, ?, 0, 0)",
        (FACEBOOK, PASSWORD, "https://www.facebook.com/", int(time.time())),
    )
    database.close()
    profiles = browser_profiles.at(tmp_path)
    assert tmp_path / "Default" in [profile.folder for profile in profiles]
    assert frozenset().union(*map(origins, profiles)) == {"https://www.facebook.com"}
