"""What a thief of the file reads: random ids, numbers and lengths, and not one word."""

import json
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, event

from somesec.errors import LockedError
from somesec.model import Decision, IncidentKind, TermsPoint, pack
from somesec.register import (
    Register,
    accounts,
    backups,
    documents,
    evidence,
    exports,
    imports,
    incidents,
    passphrases,
    people,
    rotation,
    secrets,
    terms,
    units,
)
from somesec.register.place import Place, Server
from somesec.store.sqlite import SQLite
from tests.conftest import PASSPHRASE, TODAY
from tests.register.conftest import New
from tests.register.stored import rows_of
from tests.server import RunningServer

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

KINDS = (
    "organisaatio jäsen yksikkö postilaatikko henkilö osoite tunnus nimi kirjautuminen muistio"
    " salasana vanha odottava kertakoodi vastaus palautuskoodi arvioija ehto suljettu tuotu"
    " tunnuslause syy asiakirja sanamuoto tapaus todiste kuva"
)
CANARIES = {kind: f"kanarialintu{kind}" for kind in KINDS.split()}
WORDING = f"Ehdot\n\n{CANARIES['sanamuoto']}"


def word(kind: str) -> str:
    return CANARIES[kind]


def forms_of(text: str) -> list[bytes]:
    """The text as it might lie about: encoded this way or that, also as JSON writes it."""
    escaped = json.dumps(text)[1:-1]
    return [text.encode(), text.encode("utf-16-le"), text.encode("latin-1"), escaped.encode()]


def use_everything(register: Register, folder: Path) -> None:
    unit = units.add(register, {"name": word("yksikkö"), "website": word("yksikkö") + ".fi"})
    units.add_mailbox(register, unit.id, word("postilaatikko") + "@testila.fi")
    person = people.add(
        register, {"name": word("henkilö"), "address": word("osoite") + "@testila.fi"}
    )
    account = accounts.add(
        register,
        {
            "unit": word("yksikkö"),
            "platform": "facebook",
            "handle": word("tunnus"),
            "display_name": word("nimi"),
            "login": word("kirjautuminen"),
            "notes": word("muistio") * 50,
            "administrators": word("henkilö"),
        },
    )
    secrets.set_field(register, account.id, "password", word("vanha"))
    secrets.set_field(register, account.id, "password", word("salasana"))
    secrets.set_field(register, account.id, "answers", word("vastaus"))
    secrets.set_field(register, account.id, "recovery_codes", word("palautuskoodi"))
    secrets.set_field(register, account.id, "notes", word("kertakoodi"))
    rotation.start(register, account.id, password=word("odottava"))
    secrets.show(register, account.id)
    terms.record_review(
        register,
        platform="facebook",
        reviewed_on=TODAY,
        reviewer=word("arvioija"),
        answers={TermsPoint.MINORS: word("ehto")},
        decision=Decision.GO_ON,
    )
    keep_content(register, account.id, folder)
    with register.change("act", word("syy")):
        pass
    accounts.close(register, account.id, requested_by=word("suljettu"))
    people.leave(register, person.id, TODAY)
    file = folder / "in.csv"
    file.write_text(f"unit;platform;handle\n{word('tuotu')};x;{word('tuotu')}\n", encoding="utf-8")
    imports.carry_out(register, imports.plan(register, file, kind="accounts"))
    file.unlink()
    passphrases.change(register, "before", word("tunnuslause"))


def keep_content(register: Register, account: UUID, folder: Path) -> None:
    """A text of terms, and a picture as evidence; both also taken out again."""
    documents.add(register, "facebook", word("asiakirja"), f"https://{word('asiakirja')}.example/")
    document = documents.of_kind(register, "facebook", word("asiakirja"))
    documents.keep(register, document, [documents.Version.of(WORDING, TODAY)])
    (text,) = documents.record_of(register, document).texts
    assert documents.wording(register, text) == WORDING
    incident = incidents.add(
        register,
        kind=IncidentKind.SPAM,
        account_id=account,
        texts={"description": word("tapaus")},
        days={},
    )
    picture = folder / (word("todiste") + ".png")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + word("kuva").encode() * 20)
    added = evidence.add(register, incident.id, picture)
    picture.unlink()
    assert word("kuva").encode() in evidence.taken_out(register, incident.id, added)


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where nothing is yet, for a file, and then on a server."""
    if request.param == "file":
        return tmp_path / "new.somesec"
    server: Server = request.getfixturevalue("server")
    return server


def test_no_word_is_readable_in_the_file_or_its_journal(tmp_path: Path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    place = folder / "new.somesec"
    register, kit = Register.create(
        place,
        organisation=word("organisaatio"),
        domains=["testila.fi"],
        member=word("jäsen"),
        passphrase="before",
    )
    seen: dict[str, bytes] = {}

    def look_around(_connection: Connection) -> None:
        for file in folder.iterdir():
            seen[file.name] = seen.get(file.name, b"") + file.read_bytes()

    with register:
        database = register._store._database
        assert isinstance(database, SQLite)
        event.listen(database._engine, "commit", look_around)
        use_everything(register, tmp_path)
    seen[place.name] += place.read_bytes()
    assert set(seen) == {place.name, place.name + "-journal"}
    assert all(pack(WORDING) not in content for content in seen.values())
    key = kit.key_text.split()
    for name, content in seen.items():
        for canary in [*CANARIES.values(), "testila.fi", "facebook", "act", " ".join(key)]:
            for form in forms_of(canary) if canary != "act" else [b'"act"']:
                assert form.lower() not in content.lower(), (name, canary)


def words_in(files: Iterable[Path]) -> list[Path]:
    """The files in which one of the words is readable, be it as the hexadecimal digits of a log."""
    forms = forms_of(CANARIES["ehto"].removesuffix("ehto"))
    forms.append(pack(WORDING).lower())
    forms += [form.hex().encode() for form in forms]
    return [
        file
        for file in files
        for content in [file.read_bytes().lower()]
        if any(form in content for form in forms)
    ]


def test_no_word_is_readable_in_what_a_server_keeps_or_logs(
    running_server: RunningServer, server: Server, tmp_path: Path
) -> None:
    """An administrator who has every statement logged with its values reads no more."""
    running_server.admin("ALTER ROLE {} SET log_statement = 'all'", server.user)
    try:
        register = used_at(server, tmp_path)
    finally:
        running_server.admin("ALTER ROLE {} RESET log_statement", server.user)
    running_server.admin("CHECKPOINT")
    log = running_server.folder / "log"
    kept = [*running_server.folder.glob("data/**/*"), log]
    files = [file for file in kept if file.is_file()]
    # PostgreSQL keeps a value of about 2 kB or more in pieces: only a short one stands whole.
    sealed = min((row["sealed"] for _, row in rows_of(server, "record")), key=len)
    assert sealed.hex().encode() in log.read_bytes()
    assert any(sealed in file.read_bytes() for file in files)
    assert words_in(files) == []
    register.close()


def test_no_word_is_readable_in_a_backup_or_beside_it(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    with used_at(place, tmp_path) as register:
        file = backups.back_up(register, folder).file
        units.add(register, {"name": word("yksikkö") + " 2"})
    with backups.restoring(file, place, word("tunnuslause")) as restoration:
        beside = list(folder.parent.rglob("*"))
        kept = restoration.carry_out()
    assert kept is not None
    files = [path for path in {*beside, *tmp_path.rglob("*"), kept} if path.is_file()]
    assert {file, kept} <= set(files)
    assert words_in(files) == []


def used_at(place: Place, folder: Path) -> Register:
    """A new register at the place, in which everything is used."""
    register, _kit = Register.create(
        place,
        organisation=word("organisaatio"),
        domains=["testila.fi"],
        member=word("jäsen"),
        passphrase="before",
    )
    use_everything(register, folder)
    return register


def test_lengths_come_in_steps(place: Place) -> None:
    lengths = set[int]()
    register, _kit = Register.create(
        place,
        organisation="Testilä",
        domains=["testila.fi"],
        member="Aino Testi",
        passphrase=PASSPHRASE,
    )
    with register:
        units.add(register, {"name": "Kirjasto"})
        for handle in ("a", "a" * 10, "a" * 63, "a" * 64, "a" * 65, "a" * 200):
            accounts.add(register, {"unit": "Kirjasto", "platform": "x", "handle": handle})
    for table, column in (("record", "sealed"), ("member", "card"), ("trail", "detail")):
        lengths |= {len(row[column]) % 64 for _number, row in rows_of(place, table)}
    assert len(lengths) == 1


def test_only_the_owner_can_read_the_file(new: New) -> None:
    place = new().place
    assert isinstance(place, Path)
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_locked_register_answers_nothing(new: New) -> None:
    register = new()
    unit = units.add(register, {"name": "Kirjasto"})
    register.close()
    for ask in (
        lambda: register.records,
        lambda: register.member,
        lambda: register.names,
        lambda: register.secret(unit.id),
        lambda: register.refresh(),
        lambda: units.add(register, {"name": "Another"}),
        lambda: exports.export(register, "csv"),
        lambda: register.revision(unit.id),
    ):
        with pytest.raises(LockedError):
            ask()
    register.close()
    assert PASSPHRASE not in repr(vars(register))
