"""Content that goes by itself, evidence and texts of terms: not read when the register is opened,
and kept as well as all else."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from somesec.errors import InputError, LockedError, TamperedError
from somesec.model import Evidence, TermsContent, TermsDocument
from somesec.register import Register, backups, documents, verifying
from somesec.register.contents import Snapshot
from somesec.register.keys import CARD, SECRET
from somesec.register.parts import EVIDENCE, TEXT
from somesec.store.store import Store
from tests.conftest import PASSPHRASE, Town
from tests.register.contents import FIRST, PICTURE, SECOND, keep_picture, keep_texts
from tests.register.stored import delete, insert, rows_of, set_row, set_value

THIRD = "Terms\n\nYou may ask."

pytestmark = pytest.mark.usefixtures("quick", "on_the_day", "derived_once")


@pytest.fixture
def document(town: Town) -> TermsDocument:
    return keep_texts(town.register)


@pytest.fixture
def picture(town: Town, tmp_path: Path) -> Evidence:
    return keep_picture(town.register, tmp_path)


@pytest.fixture
def reopened(town: Town, document: TermsDocument, picture: Evidence) -> Iterator[Register]:
    town.register.close()
    with Register.open(town.place, PASSPHRASE) as register:
        yield register


def content_rows(place: Path) -> list[tuple[int, dict[str, object]]]:
    rows = rows_of(place, "record")
    return [(number, row) for number, row in rows if row["part"] in (TEXT, EVIDENCE)]


def test_what_was_kept_is_read_after_opening_anew(
    reopened: Register, document: TermsDocument, picture: Evidence
) -> None:
    assert [documents.wording(reopened, text) for text in document.texts] == [FIRST, SECOND]
    assert reopened.evidence(picture.id) == PICTURE


def test_a_text_that_somebody_else_added_meanwhile_stays_when_the_document_is_edited(
    town: Town, document: TermsDocument
) -> None:
    added_elsewhere(town)
    contract = documents.of_kind(town.register, "facebook", "Contract")
    edited = documents.edit(town.register, contract, address="https://testila.fi/contract")
    assert edited.id == document.id
    assert [documents.wording(town.register, text) for text in edited.texts] == [
        FIRST,
        SECOND,
        THIRD,
    ]


def test_a_text_that_somebody_else_added_meanwhile_goes_with_the_document(
    town: Town, document: TermsDocument
) -> None:
    added_elsewhere(town)
    contract = documents.of_kind(town.register, "facebook", "Contract")
    assert documents.remove(town.register, contract) == len(document.texts) + 1
    assert content_rows(town.place) == []


def added_elsewhere(town: Town) -> None:
    """Somebody else adds a text, of which this register has not heard yet."""
    with Register.open(town.place, PASSPHRASE) as other:
        contract = documents.of_kind(other, "facebook", "Contract")
        documents.keep(other, contract, [documents.Version.of(THIRD, date(2026, 6, 1))])


def test_opening_reads_no_content(town: Town, document: TermsDocument, picture: Evidence) -> None:
    with Store.open(town.place) as store, store.read() as rows:
        snapshot = Snapshot.of(rows)
    assert {row.part for row in snapshot.records} == {CARD, SECRET}
    assert sorted(head.part for head in snapshot.content) == [EVIDENCE, TEXT, TEXT]
    assert not any(hasattr(head, "sealed") for head in snapshot.content)


def test_a_changed_content_lets_the_register_open_and_is_told_when_it_is_opened(
    town: Town, document: TermsDocument, picture: Evidence
) -> None:
    town.register.close()
    for number, row in content_rows(town.place):
        sealed = row["sealed"]
        assert isinstance(sealed, bytes)
        set_value(town.place, "record", number, "sealed", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with Register.open(town.place, PASSPHRASE) as register:
        assert register.problems == ()
        for read in (
            lambda: documents.wording(register, document.texts[0]),
            lambda: register.evidence(picture.id),
        ):
            with pytest.raises(TamperedError):
                read()
        assert len(verifying.verified(register).problems) == 3


def test_a_content_that_is_gone_is_told_at_opening(
    town: Town, document: TermsDocument, picture: Evidence
) -> None:
    town.register.close()
    for number, row in content_rows(town.place):
        delete(town.place, "record", number)
        with Register.open(town.place, PASSPHRASE) as register:
            id_ = row["id"]
            assert isinstance(id_, bytes)
            assert any(str(UUID(bytes=id_)) in problem for problem in register.problems)
        insert(town.place, "record", row)


@pytest.mark.parametrize("part", [TEXT, EVIDENCE, "another"])
def test_a_content_that_the_trail_does_not_know_is_told_at_opening(
    town: Town, document: TermsDocument, part: str
) -> None:
    town.register.close()
    (_number, row) = content_rows(town.place)[0]
    insert(town.place, "record", row | {"id": b"\1" * 16, "part": part})
    with Register.open(town.place, PASSPHRASE) as register:
        assert any(str(UUID(bytes=b"\1" * 16)) in problem for problem in register.problems)


def test_new_keys_seal_content_anew_and_the_old_rows_open_no_more(
    town: Town, document: TermsDocument, picture: Evidence
) -> None:
    register = town.register
    before = dict(content_rows(town.place))
    library = register.names.unit("Kirjasto")
    with register.change("keys-renewed") as change:
        change.renew(register.id, CARD)
        change.renew(library, SECRET)
    after = dict(content_rows(town.place))
    assert {row["epoch"] for row in before.values()} == {1}
    assert {row["epoch"] for row in after.values()} == {2}
    assert [documents.wording(register, text) for text in document.texts] == [FIRST, SECOND]
    assert register.evidence(picture.id) == PICTURE
    assert verifying.verified(register).problems == ()
    register.close()
    for number, row in before.items():
        set_row(town.place, "record", number, row)
    assert len(verifying.verify(town.place, PASSPHRASE).problems) == 3


def test_a_member_without_a_units_secret_key_reads_texts_and_no_evidence(
    town: Town, document: TermsDocument, picture: Evidence
) -> None:
    register = town.register
    library = register.names.unit("Kirjasto")
    register._contents.keys.drop_scope(library, SECRET)
    assert documents.wording(register, document.texts[1]) == SECOND
    with pytest.raises(LockedError):
        register.evidence(picture.id)


def test_what_another_wrote_meanwhile_is_read_without_opening_anew(
    town: Town, picture: Evidence
) -> None:
    with Register.open(town.place, PASSPHRASE) as other:
        document = keep_texts(other)
        assert documents.wording(town.register, document.texts[0]) == FIRST
        (known,) = town.register.records.documents.values()
        assert known == document
        documents.remove(other, documents.find(other, "Contract"))
        with pytest.raises(InputError):
            documents.wording(town.register, document.texts[0])


def test_a_backup_carries_content(
    town: Town, document: TermsDocument, picture: Evidence, tmp_path: Path
) -> None:
    copy = backups.back_up(town.register, tmp_path / "copy.somesec")
    assert copy.problems == ()
    with Register.open(copy.file, PASSPHRASE) as register:
        assert [documents.wording(register, text) for text in document.texts] == [FIRST, SECOND]
        assert register.evidence(picture.id) == PICTURE


def test_a_text_that_is_not_its_documents_is_told(town: Town, document: TermsDocument) -> None:
    register = town.register
    other = TermsContent.of(document.texts[0].content, "Quite another text.")
    with register.change("terms-text-added") as change:
        change.put_content(other)
    with pytest.raises(TamperedError):
        documents.wording(register, document.texts[0])
    (problem,) = verifying.verified(register).problems
    assert str(other.id) in problem


def test_a_document_whose_text_was_never_kept_is_told(town: Town, document: TermsDocument) -> None:
    register = town.register
    with register.change("terms-text-added") as change:
        change.remove(document.texts[0].content)
    (problem,) = verifying.verified(register).problems
    assert str(document.texts[0].content) in problem


def test_equal_texts_of_two_documents_are_kept_once_and_stay_for_the_other(
    town: Town, document: TermsDocument
) -> None:
    register = town.register
    documents.add(register, "instagram", "Contract")
    versions = [documents.Version.of(FIRST, document.texts[0].seen_on)]
    documents.keep(register, documents.of_kind(register, "instagram", "Contract"), versions)
    again = documents.of_kind(register, "instagram", "Contract")
    assert again.texts[0].content == document.texts[0].content
    documents.remove(register, documents.find(register, "facebook/Contract"))
    assert documents.wording(register, again.texts[0]) == FIRST
    assert len(content_rows(town.place)) == 1
    assert verifying.verified(register).problems == ()


def test_a_text_lies_compressed_and_evidence_as_it_came(
    town: Town, picture: Evidence, tmp_path: Path
) -> None:
    register = town.register
    documents.add(register, "facebook", "Contract")
    wording = "You give us a licence to show what you publish. " * 400
    versions = [documents.Version.of(wording, picture.added_at.date())]
    documents.keep(register, documents.of_kind(register, "facebook", "Contract"), versions)
    lengths = {row["part"]: len(row["sealed"]) for _n, row in content_rows(town.place)}  # type: ignore[arg-type]
    assert lengths[TEXT] < len(wording) / 20
    assert lengths[EVIDENCE] > len(PICTURE)


@pytest.mark.parametrize(
    "packed", [b"", b"not zlib", TermsContent.of(UUID(int=0), "x").packed + b"more"]
)
def test_bytes_that_are_no_text_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"zlib|cut"):
        TermsContent(id=UUID(int=0), packed=packed).text()


def test_a_text_that_would_unpack_to_gigabytes_is_refused() -> None:
    import zlib

    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    with pytest.raises(ValueError, match="too long"):
        TermsContent(id=UUID(int=0), packed=bomb).text()
