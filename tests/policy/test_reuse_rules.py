import pytest

from somesec.model import Status
from tests.policy.town import FACTS, LIBRARY, audited, codes, facts, named, page, unit


def test_one_password_on_two_accounts_is_found_on_both_with_each_other() -> None:
    twin = page("twin", facts=facts(), login="other@testila.fi")
    result = audited(twin)
    found = {(f.subject, f.related) for f in result.findings if f.rule == "SOM301"}
    assert found == {
        (named("page"), (named("twin"),)),
        (named("twin"), (named("page"),)),
    }


def test_reuse_is_found_across_units() -> None:
    school = unit(id=named("school"), name="Koulu")
    twin = page("twin", unit=school.id, facts=facts(), login="x", registered_address="")
    assert "SOM301" in codes(school, twin)


def test_different_passwords_are_no_reuse() -> None:
    assert codes(page("other")) == []


def test_a_closed_account_is_not_compared_with() -> None:
    assert codes(page("twin", facts=facts(), status=Status.CLOSED)) == []


def test_a_near_same_password_is_found_and_is_no_exact_reuse() -> None:
    near = page("near", facts=facts(fingerprint=b"another-password"))
    assert codes(near) == ["SOM302"]
    assert codes(near, about="near") == ["SOM302"]


def test_the_same_password_is_not_also_near_same() -> None:
    assert "SOM302" not in codes(page("twin", facts=facts()))


def test_a_password_without_stem_is_near_to_nothing() -> None:
    bare = facts(stem=None)
    other = facts(stem=None, fingerprint=b"another-password")
    assert codes(page(facts=bare), page("other", facts=other)) == []


def test_the_same_pair_on_two_services_is_found_whatever_its_case() -> None:
    twin = page("twin", facts=facts(), platform="instagram", login=" Kirjasto@Testila.fi ")
    found = codes(twin)
    assert "SOM303" in found
    assert "SOM301" in found


def test_one_login_for_two_pages_of_one_service_is_no_pair_in_two_services() -> None:
    assert "SOM303" not in codes(page("twin", facts=facts()))


def test_blank_logins_are_no_pair() -> None:
    blank = page(login="")
    assert "SOM303" not in codes(blank, page("twin", facts=facts(), platform="x", login=""))


def test_a_password_that_the_account_had_before_is_found() -> None:
    assert codes(page(facts=facts(previous=(FACTS.fingerprint,), previous_stems=()))) == ["SOM304"]


def counted_up(**changes: object) -> set[str]:
    return set(codes(page(facts=facts(previous=(b"another-password",), **changes))))


def test_a_password_made_from_the_one_before_is_found() -> None:
    assert counted_up(previous_stems=(FACTS.stem,)) == {"SOM305"}
    assert counted_up(previous_stems=(b"of another stem.",)) == set()
    assert counted_up(previous_stems=(FACTS.stem,), stem=None) == set()
    assert counted_up(previous_stems=()) == set()


def test_the_same_password_again_is_no_password_made_from_it() -> None:
    again = facts(previous=(FACTS.fingerprint,), previous_stems=(FACTS.stem,))
    assert codes(page(facts=again)) == ["SOM304"]


def test_earlier_passwords_that_were_not_measured_for_likeness_are_unknown() -> None:
    unmeasured = page(facts=facts(previous=(b"another-password",), previous_stems=None))
    assert [u.rule for u in audited(unmeasured).unknown if u.subject == named("page")] == ["SOM305"]
    assert "SOM305" not in [u.rule for u in audited(page(facts=facts())).unknown]


def test_a_password_that_a_closed_account_had_before_is_found_with_that_account() -> None:
    old = page(
        "old",
        status=Status.CLOSED,
        facts=facts(fingerprint=b"another-password", stem=None, previous=(FACTS.fingerprint,)),
    )
    [finding] = [f for f in audited(old).findings if f.subject == named("page")]
    assert finding.rule == "SOM304"
    assert finding.related == (named("old"),)
    assert finding.unit == LIBRARY.id


def test_a_password_that_many_share_is_counted_whole_and_told_in_part() -> None:
    shared = [page(f"p{number:03}", facts=facts()) for number in range(150)]
    finding = next(f for f in audited(*shared).findings if f.subject == named("page"))
    assert finding.rule == "SOM301"
    assert finding.evidence["count"] == 150
    assert len(finding.related) == 100
    assert str(finding.message).count("facebook/") == 5


def test_near_same_passwords_are_counted_without_the_very_same_ones() -> None:
    near = page("near", facts=facts(fingerprint=b"another-password"))
    twin = page("twin", facts=facts())
    found = {f.subject: f for f in audited(near, twin).findings if f.rule == "SOM302"}
    assert found[named("page")].evidence == {"accounts": ["facebook/near"], "count": 1}
    assert found[named("near")].evidence["count"] == 2


@pytest.mark.parametrize(("others", "many"), [(1, False), (5, False), (6, True)])
def test_a_sentence_names_few_accounts_and_counts_many(others: int, many: bool) -> None:
    shared = [page(f"p{number}", facts=facts()) for number in range(others)]
    finding = next(f for f in audited(*shared).findings if f.subject == named("page"))
    names = ", ".join(f"facebook/p{number}" for number in range(min(others, 5)))
    said = f"on {others} other accounts, such as" if many else "on other accounts:"
    assert finding.message.english() == f"The same password is {said} {names}."


def test_an_account_is_not_related_to_itself() -> None:
    [finding] = audited(page(facts=facts(previous=(FACTS.fingerprint,)))).findings
    assert finding.evidence == {"accounts": ["facebook/testilankirjasto"], "count": 1}
    assert finding.related == ()


def test_the_same_pair_on_services_that_nobody_told_apart_is_found() -> None:
    twins = [page(name, facts=facts(), platform="other") for name in ("a", "b")]
    assert "SOM303" in codes(page(status=Status.CLOSED), *twins, about="a")


def test_closed_accounts_share_nothing() -> None:
    closed = page(
        "closed", facts=facts(previous=(FACTS.fingerprint,)), status=Status.CLOSED, platform="x"
    )
    near = page("near", facts=facts(fingerprint=b"another-password"), status=Status.CLOSED)
    alone = page("alone", status=Status.CLOSED)
    for name in ("closed", "near", "alone"):
        assert codes(closed, near, alone, page("twin", facts=facts()), about=name) == []


def test_an_account_without_password_is_compared_with_nothing() -> None:
    near = page("near", facts=facts(fingerprint=b"another-password"))
    assert codes(near, page("bare", facts=None)) == ["SOM302"]
    assert codes(near, page("bare", facts=None), about="bare") == ["SOM205"]
    stemless = page("stemless", facts=facts(fingerprint=b"a-third-password", stem=None))
    assert codes(near, stemless, about="stemless") == []
