"""The made-up town: believable, the same for the same seed, and with something for every rule."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest

from policy.catalogue import place as placed
from policy.engine import Audit
from policy.rules import RULES
from somesec.errors import InputError
from somesec.model import Organisation, Records, Status
from somesec.register import auditing, demo, verifying
from somesec.register.demo.departments import MOST_UNITS
from somesec.register.demo.pages import found_pages
from somesec.register.demo.town import DOMAIN, TOWN, settle
from somesec.vault import cost

TODAY = date(2026, 11, 22)


def made(
    folder: Path, *, accounts: int = 60, units: int = 12, seed: int = 1
) -> tuple[Records, Audit]:
    folder.mkdir(exist_ok=True)
    register, _passphrase = demo.make(
        folder / "demo.somesec", accounts=accounts, units=units, seed=seed, today=TODAY
    )
    with register:
        return register.records, auditing.audit(register, today=TODAY)


@pytest.fixture(scope="module")
def usual_towns(tmp_path_factory: pytest.TempPathFactory) -> Sequence[tuple[Records, Audit]]:
    """Towns of the usual size: two of one seed, one of another."""
    folder = tmp_path_factory.mktemp("towns")
    with cost.using(cost.FLOOR):
        return [made(folder / str(n), seed=seed) for n, seed in enumerate((1, 1, 7))]


def said(records: Records, audit: Audit) -> Counter[tuple[str, str, str]]:
    """The findings without the ids, which are of true chance."""
    names: dict[UUID, str] = {a.id: a.name for a in records.accounts.values()}
    names |= {u.id: u.name for u in records.units.values()}
    names |= {p.id: p.name for p in records.people.values()}
    names |= {i.id: i.kind for i in records.incidents.values()}
    names[records.organisation.id] = records.organisation.name
    return Counter((f.rule, names[f.subject], str(f.message)) for f in audit.findings)


@pytest.mark.parametrize("which", [0, 2])
def test_the_usual_town_has_something_for_every_rule_and_much_in_order(
    which: int, usual_towns: Sequence[tuple[Records, Audit]]
) -> None:
    records, audit = usual_towns[which]
    assert {finding.rule for finding in audit.findings} == {rule.code for rule in RULES}
    assert audit.rule_errors == ()
    assert (len(records.units), len(records.accounts)) == (12, 60)
    share = audit.summary.compliant_accounts / audit.summary.accounts_in_use
    assert 0.3 <= share <= 0.7
    assert audit.unknown
    assert audit.waived
    assert {a.status for a in records.accounts.values()} == set(Status)


def test_the_same_seed_gives_the_same_town_and_another_seed_another(
    usual_towns: Sequence[tuple[Records, Audit]],
) -> None:
    first, again, other = (said(records, audit) for records, audit in usual_towns)
    assert first == again
    assert first != other


def test_the_passphrase_is_never_the_same_and_opens_a_register_that_verifies(
    tmp_path: Path,
) -> None:
    opened_by = []
    for name in ("one.somesec", "two.somesec"):
        register, passphrase = demo.make(tmp_path / name, accounts=1, units=1)
        register.close()
        opened_by.append(passphrase)
    assert len(set(opened_by)) == 2
    assert verifying.verify(tmp_path / "two.somesec", passphrase).problems == ()


def test_addresses_lead_to_the_accounts_and_no_name_is_there_twice() -> None:
    organisation = Organisation(id=uuid4(), name=TOWN, domains=(DOMAIN,))
    town = settle(organisation, MOST_UNITS, TODAY, Random(5))  # noqa: S311 - a town, no secret
    found_pages(town, 10_000)
    accounts = [page.account for page in town.pages]
    for account in accounts:
        assert placed(account.profile_address) == (account.platform, account.handle)
    assert len({account.name.casefold() for account in accounts}) == 10_000
    assert len({unit.unit.name for unit in town.units}) == MOST_UNITS
    people = [person.name for person in town.people]
    assert len(set(people)) == len(people)


@pytest.mark.parametrize(("accounts", "units"), [(2, 1), (14, 3), (25, 40)])
def test_towns_of_other_sizes_have_as_much_as_was_asked_for(
    accounts: int, units: int, tmp_path: Path
) -> None:
    records, audit = made(tmp_path, accounts=accounts, units=units)
    assert (len(records.accounts), len(records.units)) == (accounts, units)
    assert audit.rule_errors == ()


@pytest.mark.parametrize(
    ("accounts", "units"), [(0, 12), (-1, 12), (10_001, 12), (60, 0), (60, -5), (60, 201)]
)
def test_sizes_that_no_town_has_are_refused_and_nothing_is_made(
    accounts: int, units: int, tmp_path: Path
) -> None:
    place = tmp_path / "demo.somesec"
    with pytest.raises(InputError, match="made-up town has 1 to"):
        demo.make(place, accounts=accounts, units=units)
    assert not place.exists()


def test_what_lies_at_the_place_already_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "demo.somesec"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError):
        demo.make(place, accounts=1, units=1)
    assert place.read_text(encoding="utf-8") == "mine"


def test_a_making_that_is_broken_off_leaves_no_half_town(tmp_path: Path) -> None:
    def enough(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    place = tmp_path / "demo.somesec"
    with pytest.raises(KeyboardInterrupt):
        demo.make(place, accounts=2, units=1, progress=enough)
    assert not place.exists()


def test_progress_counts_up_to_all_passwords(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    register, _passphrase = demo.make(
        tmp_path / "demo.somesec",
        accounts=3,
        units=2,
        progress=lambda done, total: told.append((done, total)),
    )
    register.close()
    assert told[-1][0] == told[-1][1] > 0
