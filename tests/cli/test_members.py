"""How people come to share a register, what each of them may, and how they leave it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from somesec.cli import inviting
from somesec.register.roles import ROLES
from somesec.vault.invitation import read_reply
from somesec.vault.passphrase import needs_device_secret
from tests.cli.conftest import AINO, EINO, OUTI, PASSPHRASES, SIIRI, Answer, Office, Run
from tests.conftest import PASSWORD, TODAY

FACEBOOK, TIKTOK = "facebook/testilankirjasto", "tiktok/testilannuoret"
VEERA = "Veera Vale"
PASSPHRASES[VEERA] = "kolme keltaista kelloa kylässä"

AtTerminal = Callable[..., None]


@pytest.fixture
def invitation(office: Office, tmp_path: Path) -> Path:
    """An invitation of Veera as a unit admin of the library."""
    file = tmp_path / "veera.invitation"
    invited = office(
        *(AINO, "member", "invite", "--name", VEERA, "--role", "unit-admin"),
        *("--unit", "Kirjasto", "--output", file),
    )
    assert (invited.code, invited.out) == (0, ""), invited.err
    return file


@pytest.fixture
def reply(invitation: Path) -> Path:
    return invitation.with_suffix(".reply")


@pytest.fixture
def joined(office: Office, invitation: Path, reply: Path) -> Answer:
    """What Veera's computer said when she joined."""
    return office(VEERA, "member", "join", invitation, "--output", reply)


def _names(office: Office) -> list[str]:
    return [row["name"] for row in office(AINO, "member", "list", "--format", "json").json]


def _tells(text: str, words: str) -> bool:
    """Whether two of the words stand there side by side; one alone may be there by chance."""
    return any(" ".join(two) in text for two in pairwise(words.split()))


def test_the_roles_offered_are_those_that_there_are() -> None:
    assert inviting.ROLES == ROLES


def test_somebody_is_invited_joins_and_is_accepted(
    office: Office, joined: Answer, reply: Path
) -> None:
    assert joined.code == 0, joined.err
    words = joined.out
    assert words.count("\n") == 1
    assert len(words.split()) == 6
    accepted = office(AINO, "member", "accept", reply, "--fingerprint", words.upper())
    assert (accepted.code, accepted.out) == (0, ""), accepted.err
    assert VEERA in accepted.err
    assert "Kirjasto" in accepted.err
    assert office(VEERA, "secret", "show", FACEBOOK).out == PASSWORD + "\n"
    assert office(VEERA, "secret", "show", TIKTOK).code == 2
    assert VEERA in _names(office)


def test_both_sides_are_told_the_words_of_the_register(
    office: Office, invitation: Path, joined: Answer
) -> None:
    again = office(
        *(AINO, "member", "invite", "--name", "X", "--role", "auditor"), *("--output", "-")
    )
    (words,) = [line for line in again.err.splitlines() if line.startswith("The register's words")]
    assert words.partition(": ")[2] in joined.err


def test_joining_needs_no_register(run: Run, invitation: Path, reply: Path, office: Office) -> None:
    office.sit_down(VEERA)
    given = ("--passphrase-file", office.passphrase_file(VEERA))
    office.monkeypatch.delenv("SOMESEC_REGISTER")
    assert run("member", "join", invitation, "--output", reply, *given).code == 0


def test_whoever_reads_other_words_is_not_accepted(
    office: Office, joined: Answer, reply: Path
) -> None:
    first, *rest = joined.out.split()
    for other in (" ".join([*rest, first]), " ".join(rest), "yes", ""):
        answer = office(AINO, "member", "accept", reply, "--fingerprint", other)
        assert answer.code == 2, other
        assert not _tells(answer.err, joined.out)
    assert VEERA not in _names(office)


def test_without_a_terminal_the_words_are_required(
    office: Office, joined: Answer, reply: Path
) -> None:
    answer = office(AINO, "member", "accept", reply)
    assert answer.code == 2
    assert "--fingerprint" in answer.err
    assert VEERA not in _names(office)


def test_at_a_terminal_the_words_are_typed_as_they_are_heard_and_never_shown(
    office: Office, joined: Answer, reply: Path, at_terminal: AtTerminal
) -> None:
    at_terminal("yes", "kyllä", "y")
    refused = office(AINO, "member", "accept", reply)
    assert refused.code == 2
    assert not _tells(refused.err, joined.out)
    at_terminal("yes", joined.out)
    accepted = office(AINO, "member", "accept", reply)
    assert accepted.code == 0, accepted.err
    assert VEERA in _names(office)


def test_an_invitation_is_good_for_two_weeks(office: Office, invitation: Path, reply: Path) -> None:
    late = TODAY + timedelta(days=14)
    in_time = office(
        VEERA, "member", "join", invitation, "--output", reply, on=late - timedelta(days=1)
    )
    assert in_time.code == 0
    too_late = office(
        AINO, "member", "accept", reply, "--fingerprint", in_time.out.strip(), on=late
    )
    assert too_late.code == 2
    assert "expired" in too_late.err
    again = office(VEERA, "member", "join", invitation, "--output", "-", on=late)
    assert again.code == 2
    assert "expired" in again.err


def test_a_reply_is_accepted_once(office: Office, joined: Answer, reply: Path) -> None:
    words = ("member", "accept", reply, "--fingerprint", joined.out)
    assert office(AINO, *words).code == 0
    again = office(AINO, *words)
    assert again.code == 2
    assert "accepted before" in again.err


def test_an_invitation_that_somebody_changed_is_refused(
    office: Office, invitation: Path, reply: Path
) -> None:
    lines = invitation.read_text().splitlines()
    lines[3] = lines[3][::-1]
    invitation.write_text("\n".join(lines))
    answer = office(VEERA, "member", "join", invitation, "--output", reply)
    assert answer.code in (2, 4)
    assert not reply.exists()


def test_nobody_types_a_passphrase_for_a_text_that_is_no_invitation(
    office: Office, run: Run, tmp_path: Path, terminal: Callable[..., None]
) -> None:
    terminal()
    text = tmp_path / "mail.txt"
    text.write_text("Hello, welcome!")
    assert run("member", "join", text, "--output", "-").code == 2


def test_a_mail_around_the_invitation_does_no_harm(
    office: Office, invitation: Path, reply: Path
) -> None:
    mail = f"Hei Veera,\n\nliity tällä.\n\n{invitation.read_text()}\nTerveisin Aino\n"
    office.monkeypatch.setenv("SOMESEC_REGISTER", str(office.place))
    joined = office(VEERA, "member", "join", "-", "--output", reply, stdin=mail)
    assert joined.code == 0, joined.err


def test_words_never_travel_with_a_reply_that_is_printed(office: Office, invitation: Path) -> None:
    printed = office(VEERA, "member", "join", invitation, "--output", "-")
    assert printed.code == 0, printed.err
    assert printed.out.endswith("-----END SOMESEC REPLY-----\n")
    words = [line for line in printed.err.splitlines() if len(line.split()) == 6 and line.islower()]
    assert words
    assert words[0] not in printed.out


def test_nothing_is_written_over(office: Office, invitation: Path) -> None:
    before = invitation.read_text()
    answer = office(
        AINO, "member", "invite", "--name", "X", "--role", "auditor", "--output", invitation
    )
    assert answer.code == 2
    assert invitation.read_text() == before
    for own in (office.place, office.passphrase_file(VEERA)):
        assert office(VEERA, "member", "join", invitation, "--output", own).code == 2


def test_a_weak_passphrase_of_a_newcomer_is_advised_against(
    office: Office, invitation: Path, reply: Path, tmp_path: Path
) -> None:
    weak = tmp_path / "weak.txt"
    weak.write_text("Testilä2026\n", encoding="utf-8")
    joined = office(
        VEERA, "member", "join", invitation, "--output", reply, "--passphrase-file", weak
    )
    assert joined.code == 0
    assert "easily guessed" in joined.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--name", VEERA, "--role", "unit-admin"), 2),
        (("--name", VEERA, "--role", "unit-admin", "--unit", "Satama"), 2),
        (("--name", VEERA, "--role", "boss"), 2),
        (("--name", "eino  koe", "--role", "auditor"), 2),
        (("--name", " ", "--role", "auditor"), 2),
    ],
    ids=str,
)
def test_an_invitation_of_the_wrong_kind_is_wrong_input(
    office: Office, words: tuple[str, ...], code: int
) -> None:
    answer = office(AINO, "member", "invite", *words, "--output", "-")
    assert (answer.code, answer.out) == (code, "")


# -- keys that one computer opens ---------------------------------------------------------------


def _needs_computer(reply: Path) -> bool:
    return needs_device_secret(read_reply(reply.read_text()).locked)


def test_keys_for_one_computer_open_on_that_one_only(
    office: Office, invitation: Path, reply: Path
) -> None:
    words = office(
        VEERA, "member", "join", invitation, "--output", reply, "--this-computer-only"
    ).out
    assert office(AINO, "member", "accept", reply, "--fingerprint", words).code == 0
    assert office(VEERA, "unit", "list").code == 0
    office.sit_down("elsewhere")
    assert office.run("unit", "list", "--member", VEERA).code == 3


@pytest.mark.parametrize(
    ("where", "options", "locks"),
    [
        ("testila.somesec", (), False),
        ("testila.somesec", ("--this-computer-only",), True),
        ("postgresql://veera@localhost/somesec", (), True),
        ("postgresql://veera@localhost/somesec", ("--any-computer",), False),
    ],
    ids=str,
)
def test_keys_to_a_register_on_a_server_are_for_this_computer_unless_said_otherwise(
    office: Office, invitation: Path, reply: Path, where: str, options: tuple[str, ...], locks: bool
) -> None:
    joined = office(
        VEERA, "member", "join", invitation, "--output", reply, "--register", where, *options
    )
    assert joined.code == 0, joined.err
    assert _needs_computer(reply) is locks


# -- who is who ---------------------------------------------------------------------------------


def test_the_list_says_who_may_what(office: Office) -> None:
    rows = {row["name"]: row for row in office(EINO, "member", "list", "--format", "json").json}
    assert list(rows) == [AINO, EINO, OUTI, SIIRI]
    units = ["Kirjasto", "Nuorisopalvelut"]
    assert {name: row["role"] for name, row in rows.items()} == {
        AINO: "coordinator",
        EINO: "unit-admin",
        OUTI: "coordinator",
        SIIRI: "auditor",
    }
    assert [rows[name]["cards"] for name in rows] == [units, ["Kirjasto"], units, units]
    assert [rows[name]["secrets"] for name in rows] == [units, ["Kirjasto"], [], []]
    assert rows[EINO]["units"] == ["Kirjasto"]
    assert [name for name in rows if rows[name]["me"]] == [EINO]
    shown = office(EINO, "member", "list")
    assert f"{EINO} (you)" in shown.out
    assert "recovery kit" not in shown.out
    assert "recovery kit" in shown.err


def test_who_unlocks_can_be_said_by_name(office: Office) -> None:
    assert office(EINO, "unit", "list", "--member", "eino koe").code == 0
    refused = office(EINO, "unit", "list", "--member", AINO)
    assert (refused.code, refused.out) == (3, "")
    office.monkeypatch.setenv("SOMESEC_MEMBER", SIIRI)
    assert office(EINO, "unit", "list").code == 3
    assert office(SIIRI, "unit", "list").code == 0


def test_a_hostile_name_is_shown_as_text(office: Office, tmp_path: Path) -> None:
    hostile = "evil[/]\x1b[31m\u202eabc"
    PASSPHRASES[hostile] = PASSPHRASES[VEERA]
    file, reply = tmp_path / "i", tmp_path / "r"
    said = [
        office(
            *(AINO, "member", "invite", "--name", hostile, "--role", "auditor"),
            *("--output", file),
        ),
        joined := office(VEERA, "member", "join", file, "--output", reply),
        office(AINO, "member", "accept", reply, "--fingerprint", joined.out),
        office(AINO, "member", "list"),
        office(AINO, "trail", "list"),
        office(AINO, "member", "remove", hostile),
    ]
    for answer in said:
        assert answer.code == 0, answer.err
        assert "\x1b" not in answer.out + answer.err
        assert "\u202e" not in answer.out + answer.err


# -- what each may ------------------------------------------------------------------------------


def _write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_coordinator_who_opens_no_passwords_is_told_so(office: Office, tmp_path: Path) -> None:
    accounts = _write(
        tmp_path, "a.csv", "unit,platform,handle,password\nKirjasto,x,testila,yksi-Sala-41\n"
    )
    for words in (
        ("secret", "show", FACEBOOK),
        ("secret", "set", TIKTOK, "--value-file", accounts),
        ("rotate", "start", FACEBOOK),
        ("import", accounts, "--as", "accounts"),
        ("export", "-", "--with-secrets"),
    ):
        answer = office(OUTI, *words)
        assert (answer.code, answer.out) == (3, ""), words
        assert answer.err.count("\n") == 1
    assert office(OUTI, "account", "edit", FACEBOOK, "--notes", "Katsottu").code == 0
    assert office(OUTI, "audit", "--fail-on", "never").code == 0


def test_an_auditor_reads_everything_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    units = _write(tmp_path, "u.csv", "name\nSatama\n")
    for words in (
        ("unit", "add", "--name", "Satama"),
        ("person", "brief", EINO, "--on", "today"),
        ("account", "edit", FACEBOOK, "--notes", "x"),
        ("terms", "review", "facebook"),
        ("import", units, "--as", "units"),
        ("secret", "show", FACEBOOK),
        ("export", "-", "--with-secrets"),
        ("member", "invite", "--name", "X", "--role", "auditor", "--output", "-"),
        ("member", "remove", EINO),
        ("grant", SIIRI, "--unit", "Kirjasto"),
    ):
        answer = office(SIIRI, *words)
        assert (answer.code, answer.out) == (3, ""), (words, answer.err)
    assert len(office(SIIRI, "account", "list", "--format", "json").json) == 4
    assert office(SIIRI, "audit", "--fail-on", "never").code == 0
    assert office(SIIRI, "trail", "list").code == 0


def test_a_unit_admin_sees_and_changes_the_own_unit_only(office: Office) -> None:
    listed = office(EINO, "account", "list", "--format", "json").json
    assert {row["unit"] for row in listed} == {"Kirjasto"}
    audit = office(EINO, "audit", "--fail-on", "never", "--format", "json")
    assert audit.json["summary"]["accounts"] == 2
    assert "tiktok" not in audit.out
    assert office(EINO, "account", "edit", FACEBOOK, "--notes", "Katsottu").code == 0
    assert office(EINO, "account", "edit", TIKTOK, "--notes", "x").code == 2
    for words in (
        ("unit", "edit", "Nuorisopalvelut", "--website", "https://testila.fi/n"),
        ("unit", "add", "--name", "Satama"),
        ("account", "add", "--unit", "Nuorisopalvelut", "--platform", "x", "--handle", "t"),
        ("member", "invite", "--name", "X", "--role", "auditor", "--output", "-"),
        ("member", "remove", SIIRI),
    ):
        answer = office(EINO, *words)
        assert (answer.code, answer.out) == (3, ""), (words, answer.err)


# -- keys handed on and taken back --------------------------------------------------------------


def test_a_unit_is_granted_and_revoked(office: Office) -> None:
    assert office(OUTI, "secret", "show", FACEBOOK).code == 3
    assert office(OUTI, "grant", OUTI, "--unit", "Kirjasto").code == 3
    assert office(AINO, "grant", "outi", "--unit", "Kirjasto").code == 0
    assert office(OUTI, "secret", "show", FACEBOOK).code == 0
    assert office(AINO, "grant", OUTI, "--unit", "Kirjasto").code == 2
    revoked = office(AINO, "revoke", OUTI, "--unit", "Kirjasto")
    assert revoked.code == 0
    assert "rotate list" in revoked.err
    assert office(OUTI, "secret", "show", FACEBOOK).code == 3
    due = office(AINO, "rotate", "list", "--format", "json").json
    assert [(row["account"], row["reason"]) for row in due] == [(FACEBOOK, "member-gone")]


def test_cards_alone_can_be_granted(office: Office) -> None:
    assert office(AINO, "grant", EINO, "--unit", "Nuorisopalvelut", "--cards-only").code == 0
    assert len(office(EINO, "account", "list", "--format", "json").json) == 4
    assert office(EINO, "rotate", "start", TIKTOK).code == 3


def test_the_last_who_opens_a_unit_is_kept_unless_forced(office: Office) -> None:
    refused = office(AINO, "revoke", AINO, "--unit", "Nuorisopalvelut")
    assert refused.code == 2
    assert "--force" in refused.err
    assert office(AINO, "revoke", AINO, "--unit", "Nuorisopalvelut", "--force").code == 0


def test_whoever_is_removed_opens_nothing_and_leaves_work_behind(office: Office) -> None:
    assert office(EINO, "unit", "list").code == 0
    removed = office(AINO, "member", "remove", EINO, "--force")
    assert removed.code == 0
    assert removed.out == FACEBOOK + "\n"
    assert "cannot be taken back" in removed.err
    assert EINO not in _names(office)
    after = office(EINO, "unit", "list")
    assert (after.code, after.out) == (3, "")
    assert "no member any more" in after.err
    assert EINO in office(SIIRI, "trail", "list").out


def test_an_account_with_a_hostile_name_is_listed_as_text(office: Office) -> None:
    assert office(AINO, "account", "edit", FACEBOOK, "--handle", "evil\x1b[31m").code == 0
    removed = office(AINO, "member", "remove", EINO, "--force")
    assert removed.out == "facebook/evil\\x1b[31m\n"


def test_at_a_terminal_the_name_is_typed_once_more(office: Office, at_terminal: AtTerminal) -> None:
    at_terminal("yes")
    assert office(AINO, "member", "remove", EINO).code == 2
    assert EINO in _names(office)
    at_terminal("eino koe")
    assert office(AINO, "member", "remove", EINO, "--force").code == 0


def test_a_script_names_in_full_whom_it_removes(office: Office) -> None:
    assert office(AINO, "member", "remove", "siir").code == 2
    assert SIIRI in _names(office)


def test_a_units_last_admin_stays_unless_forced(office: Office) -> None:
    for words in (("member", "remove", EINO), ("revoke", EINO, "--unit", "Kirjasto")):
        refused = office(AINO, *words)
        assert refused.code == 2
        assert "last unit admin" in refused.err
        assert "--force" in refused.err
    assert office(AINO, "secret", "show", FACEBOOK).code == 0
    assert office(AINO, "revoke", EINO, "--unit", "Kirjasto", "--force").code == 0


def test_a_units_last_admin_who_leaves_is_removed_unforced(office: Office) -> None:
    assert office(AINO, "person", "leave", EINO, "--on", "today").code == 0
    assert office(AINO, "member", "remove", EINO).code == 0


def test_an_auditor_is_granted_no_passwords(office: Office) -> None:
    refused = office(AINO, "grant", SIIRI, "--unit", "Kirjasto")
    assert refused.code == 3
    assert "Auditors open no passwords" in refused.err


def test_the_last_coordinator_and_the_last_key_stay(office: Office) -> None:
    orphaned = office(OUTI, "member", "remove", AINO)
    assert orphaned.code == 2
    assert "--force" in orphaned.err
    assert office(OUTI, "member", "remove", AINO, "--force").code == 0
    last = office(OUTI, "member", "remove", OUTI, "--force")
    assert last.code == 2
    assert "last coordinator" in last.err


def test_an_unknown_name_is_wrong_input(office: Office) -> None:
    for words in (("member", "remove", "Nobody"), ("grant", "Nobody", "--unit", "Kirjasto")):
        answer = office(AINO, *words)
        assert answer.code == 2
        assert "member list" in answer.err
