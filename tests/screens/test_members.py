"""Who belongs to the register and what each can open, in the screens: every act from the
keyboard."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from textual.widgets import Input, Select, Static

from screens.accepting import Accepting
from screens.invite import Invite
from screens.invited import Invited
from screens.joining import Joining
from screens.members import Members
from screens.members_due import Due
from screens.members_keys import Grant, Revoke
from screens.members_removal import Removal
from screens.rotation import Rotation
from screens.unlock import Unlock
from screens.widgets.field import Field
from screens.widgets.rows import Rows
from somesec.register import RecoveryKit, Register, joining, members, units
from somesec.register.keys import SECRET
from somesec.register.roles import AUDITOR, COORDINATOR, UNIT_ADMIN
from tests.conftest import PASSPHRASE, Town
from tests.register.newcomers import let_in
from tests.screens.conftest import Show, Stage

EINO, SIIRI, OUTI = "sininen jarvi nukkuu", "vihrea lintu laulaa", "musta kivi makaa"
OTSO = "punainen kettu juoksee"
HOSTILE = "evil[/] [bold]x"


@pytest.fixture
def crowd(town: Town) -> Town:
    """Aino leads it, Eino looks after the library, Siiri reads."""
    kirjasto = units.find(town.register, "Kirjasto")
    let_in(town.register, "Eino Koe", UNIT_ADMIN, EINO, [kirjasto])
    let_in(town.register, "Siiri Malli", AUDITOR, SIIRI)
    return town


async def _at(stage: Stage, name: str) -> None:
    """Goes to the members, and there to one of them."""
    await stage.press("7")
    member = members.find(stage.app.opened, name)
    stage.one(Rows, "#list").go_to(str(member.id))
    await stage.settled()


def _keys(stage: Stage) -> set[str]:
    """The keys that the page offers."""
    return {
        active.binding.id.removeprefix("members.")
        for active in stage.app.screen.active_bindings.values()
        if active.binding.id and active.binding.id.startswith("members.")
    }


def _cells(stage: Stage) -> dict[str, tuple[str, ...]]:
    return {
        row.cells[0].text: tuple(cell.text for cell in row.cells[1:])
        for row in stage.one(Rows, "#list").rows
    }


# What is seen


async def test_every_member_is_listed_with_role_and_what_they_open_and_which_one_is_me(
    crowd: Town, show: Show
) -> None:
    async with show(crowd.register) as stage:
        await stage.press("7")
        assert isinstance(stage.app.screen, Members)
        assert _cells(stage) == {
            "Aino Testi (you)": ("coordinator", "", "2", "2"),
            "Eino Koe": ("unit admin", "Kirjasto", "1", "1"),
            "Siiri Malli": ("auditor", "", "2", "–"),
        }
        assert "3 members   ● one coordinator only" in stage.text


@pytest.mark.parametrize("passphrase", [EINO, SIIRI])
async def test_only_who_can_invite_is_told_to_invite_another_coordinator(
    crowd: Town, show: Show, passphrase: str
) -> None:
    async with show(Register.open(crowd.place, passphrase)) as stage:
        await stage.press("7")
        assert "3 members" in stage.text
        assert "one coordinator only" not in stage.text


async def test_the_detail_says_unit_by_unit_what_a_member_opens(crowd: Town, show: Show) -> None:
    async with show(crowd.register) as stage:
        await _at(stage, "Eino Koe")
        assert "What they can open" not in stage.text
        await stage.press("enter")
        lines = [" ".join(line.split()) for line in stage.text.splitlines()]
        assert "Eino Koe unit admin" in lines
        assert "Kirjasto ✓ reads ✓ opens" in lines
        assert "Nuorisopalvelut – no – no" in lines
        await stage.press("escape")
        assert "What they can open" not in stage.text


async def test_the_detail_is_beside_the_list_when_wide(crowd: Town, show: Show) -> None:
    async with show(crowd.register, size=(160, 45)) as stage:
        await _at(stage, "Siiri Malli")
        assert "What they can open" in stage.text
        assert "Eino Koe" in stage.text


async def test_names_are_shown_as_they_are_written(town: Town, show: Show) -> None:
    unit = units.add(town.register, {"name": HOSTILE, "mailboxes": "evil@testila.fi"})
    let_in(town.register, HOSTILE, UNIT_ADMIN, EINO, [unit])
    async with show(town.register, size=(100, 40)) as stage:
        await _at(stage, HOSTILE)
        for keys in (("enter",), ("escape", "g"), ("escape", "r"), ("escape", "x"), ("f5",)):
            await stage.press(*keys)
            assert "evil[/]" in stage.text, keys
        await stage.press("escape", "escape", "t")
        assert "evil[/]" in stage.text


# Who is offered what


@pytest.mark.parametrize(
    ("passphrase", "at", "offered"),
    [
        (PASSPHRASE, "Eino Koe", {"invite", "accept", "grant", "revoke", "remove"}),
        (PASSPHRASE, "Siiri Malli", {"invite", "accept", "remove"}),
        (PASSPHRASE, "Outi Uusi", {"invite", "accept", "grant", "remove"}),
        (EINO, "Outi Uusi", {"grant"}),
        (EINO, "Siiri Malli", set()),
        (EINO, "Aino Testi", {"revoke"}),
        (SIIRI, "Aino Testi", set()),
    ],
)
async def test_each_is_offered_what_they_have_a_right_to(
    crowd: Town, show: Show, passphrase: str, at: str, offered: set[str]
) -> None:
    let_in(crowd.register, "Outi Uusi", COORDINATOR, OUTI)
    async with show(Register.open(crowd.place, passphrase)) as stage:
        await _at(stage, at)
        assert _keys(stage) & {"invite", "accept", "grant", "revoke", "remove"} == offered


# Inviting


async def test_an_invitation_is_saved_to_a_file_and_what_comes_next_is_said(
    crowd: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "outi.txt"
    async with show(crowd.register, size=(80, 30)) as stage:
        await stage.press("7", "i")
        assert isinstance(stage.app.screen, Invite)
        stage.fill("name", "Outi Uusi")
        stage.fill("role", UNIT_ADMIN)
        stage.fill("units", "Kirjasto; Nuorisopalvelut")
        stage.fill("file", str(file))
        await stage.press("f5")
        assert isinstance(stage.app.screen, Invited)
        assert "  ".join(crowd.register.fingerprint) in stage.text
        assert "F3" in stage.text
        invited = joining.invited(file.read_text())
        assert (invited.name, invited.role) == ("Outi Uusi", UNIT_ADMIN)
        assert invited.units == ("Kirjasto", "Nuorisopalvelut")
        assert file.stat().st_mode & 0o777 == 0o600


async def test_an_invitation_without_a_file_is_shown_to_copy(crowd: Town, show: Show) -> None:
    async with show(crowd.register, size=(100, 60)) as stage:
        await stage.press("7", "i")
        stage.fill("name", "Outi Uusi")
        stage.fill("role", AUDITOR)
        await stage.press("f5")
        assert "c copies it" in stage.text
        await stage.press("c")
        assert joining.invited(stage.app.clipboard).name == "Outi Uusi"


async def test_what_an_invitation_lacks_is_said_beside_its_field(crowd: Town, show: Show) -> None:
    async with show(crowd.register, size=(80, 30)) as stage:
        await stage.press("7", "i", "f5")
        assert stage.text.count("Fill this in.") == 2
        stage.fill("name", "Outi Uusi")
        stage.fill("role", UNIT_ADMIN)
        await stage.press("f5")
        assert "Name the units that they look after." in stage.text
        stage.fill("units", "Nowhere")
        await stage.press("f5")
        assert stage.one(Field, "#units").has_class("-wrong")
        assert isinstance(stage.app.screen, Invite)


async def test_a_file_that_is_there_already_is_not_replaced_and_nobody_is_invited_twice(
    crowd: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "there.txt"
    file.write_text("mine")
    async with show(crowd.register, size=(80, 30)) as stage:
        await stage.press("7", "i")
        stage.fill("name", "Outi Uusi")
        stage.fill("role", AUDITOR)
        stage.fill("file", str(file))
        await stage.press("f5")
        assert "there already" in " ".join(stage.text.split())
        assert file.read_text() == "mine"
        stage.fill("file", str(tmp_path / "other.txt"))
        await stage.press("f5")
        assert isinstance(stage.app.screen, Invited)
        acts = [detail.get("act") for _entry, detail in crowd.register.trail()]
        assert acts.count("member-invited") == 3


# Accepting


def _reply(register: Register, role: str, *unit_names: str) -> joining.Joined:
    named = [units.find(register, name) for name in unit_names]
    return joining.join(joining.invite(register, "Outi Uusi", role, named), OUTI)


async def _answer(stage: Stage, joined: joining.Joined, tmp_path: Path) -> None:
    """Reads in a reply, up to the question for its words, none of which is shown."""
    file = tmp_path / "reply.txt"
    file.write_text(joined.reply)
    await stage.press("7", "a")
    stage.fill("file", str(file))
    await stage.press("f5")
    assert not any(word in stage.text.split() for word in joined.words)


async def test_a_reply_is_accepted_with_the_words_that_only_the_newcomer_sees(
    crowd: Town, show: Show, tmp_path: Path
) -> None:
    joined = _reply(crowd.register, UNIT_ADMIN, "Kirjasto")
    async with show(crowd.register, size=(80, 30)) as stage:
        await _answer(stage, joined, tmp_path)
        assert "Outi Uusi answers   unit admin: Kirjasto" in stage.text
        await stage.press("f5")
        assert "Type the words as Outi Uusi reads them." in stage.text
        stage.fill("words", "-".join(joined.words).upper())
        await stage.press("f5")
        assert "✓ Outi Uusi is a member now" in stage.text
        assert "Keys that you could not give" not in stage.text
        await stage.press("f5")
        assert "Outi Uusi" in _cells(stage)
    with Register.open(crowd.place, OUTI) as register:
        assert register.member.role == UNIT_ADMIN


async def test_a_reply_may_be_pasted(crowd: Town, show: Show) -> None:
    joined = _reply(crowd.register, AUDITOR)
    async with show(crowd.register) as stage:
        await stage.press("7", "a")
        stage.fill("text", f"Hello, here it is.\n\n{joined.reply}\n")
        await stage.press("f5")
        assert "Outi Uusi answers   auditor" in stage.text


async def test_a_wrong_word_is_refused_with_what_to_do_and_nobody_comes_in(
    crowd: Town, show: Show, tmp_path: Path
) -> None:
    joined = _reply(crowd.register, AUDITOR)
    async with show(crowd.register, size=(80, 30)) as stage:
        await _answer(stage, joined, tmp_path)
        for wrong in ("wrong", " ".join(joined.words[:5]), " ".join(reversed(joined.words))):
            stage.fill("words", wrong)
            await stage.press("f5")
            assert "Do not accept it" in " ".join(stage.text.split())
        assert isinstance(stage.app.screen, Accepting)
        # What was typed is not lost without asking.
        await stage.press("escape", "tab", "enter")
        assert "Outi Uusi" not in _cells(stage)
    assert len(members.listed(Register.open(crowd.place, PASSPHRASE))) == 4


async def test_what_is_no_reply_is_said_and_what_was_typed_stays(
    crowd: Town, show: Show, tmp_path: Path
) -> None:
    async with show(crowd.register) as stage:
        await stage.press("7", "a", "f5")
        assert "Name the file of the reply, or paste its text." in stage.text
        stage.fill("file", str(tmp_path / "none.txt"))
        await stage.press("f5")
        assert "none.txt cannot be read" in str(stage.one(Static, "#error").render())
        stage.fill("file", "")
        stage.fill("text", "Hello")
        await stage.press("f5")
        assert str(stage.one(Static, "#error").render())
        assert stage.one(Field, "#text").value == "Hello"


async def test_keys_that_could_not_be_given_are_said_with_who_can_give_them(
    crowd: Town, show: Show, tmp_path: Path
) -> None:
    let_in(crowd.register, "Ville Väli", COORDINATOR, "keltainen kuu paistaa")
    joined = _reply(crowd.register, UNIT_ADMIN, "Kirjasto")
    ville = Register.open(crowd.place, "keltainen kuu paistaa")
    async with show(ville, size=(80, 30)) as stage:
        await _answer(stage, joined, tmp_path)
        stage.fill("words", " ".join(joined.words))
        await stage.press("f5")
        said = " ".join(stage.text.split())
        assert "passwords of Kirjasto: ask Aino Testi, Eino Koe to grant them to Outi Uusi" in said


# Granting and revoking


async def test_a_unit_s_passwords_are_granted_and_what_follows_is_said_first(
    crowd: Town, show: Show
) -> None:
    async with show(crowd.register) as stage:
        await _at(stage, "Eino Koe")
        await stage.press("g")
        assert isinstance(stage.app.screen, Grant)
        said = " ".join(stage.text.split())
        assert "Eino Koe reads the accounts of Nuorisopalvelut and opens their passwords" in said
        assert "Eino Koe looks after Nuorisopalvelut from then on" in said
        await stage.press("f5")
        assert _cells(stage)["Eino Koe"][2:] == ("2", "2")


async def test_a_unit_admin_grants_and_revokes_in_the_own_unit(crowd: Town, show: Show) -> None:
    let_in(crowd.register, "Outi Uusi", COORDINATOR, OUTI)
    async with show(Register.open(crowd.place, EINO)) as stage:
        await _at(stage, "Outi Uusi")
        await stage.press("g", "f5")
        assert _cells(stage)["Outi Uusi"][-1] == "1"
        await stage.press("r")
        assert isinstance(stage.app.screen, Revoke)
        await stage.press("f5")
        assert _cells(stage)["Outi Uusi"][-1] == "–"


async def test_who_lacks_only_the_key_to_the_fingerprints_is_granted_it(
    crowd: Town, show: Show
) -> None:
    let_in(crowd.register, "Outi Uusi", COORDINATOR, OUTI)
    outi = members.find(crowd.register, "Outi Uusi")
    # Whoever opens the passwords of one unit only cannot hand that key on with them.
    let_in(crowd.register, "Otso Toinen", COORDINATOR, OTSO)
    otso = members.find(crowd.register, "Otso Toinen")
    members.grant(crowd.register, otso, units.find(crowd.register, "Kirjasto"))
    members.grant(crowd.register, outi, units.find(crowd.register, "Nuorisopalvelut"))
    with Register.open(crowd.place, OTSO) as register:
        members.grant(register, outi, units.find(register, "Kirjasto"))
    async with show(crowd.register) as stage:
        await _at(stage, "Outi Uusi")
        await stage.press("g")
        stage.fill("unit", str(units.find(crowd.register, "Kirjasto").id))
        await stage.settled()
        said = " ".join(stage.text.split())
        assert "Outi Uusi opens these passwords already" in said
        await stage.press("f5")
        assert outi.id in {
            UUID(bytes=held.member)
            for held in crowd.register.authority.holders(crowd.register.id, SECRET)
        }


async def test_a_unit_must_be_chosen_where_there_are_several(crowd: Town, show: Show) -> None:
    let_in(crowd.register, "Outi Uusi", COORDINATOR, OUTI)
    async with show(crowd.register) as stage:
        await _at(stage, "Outi Uusi")
        await stage.press("g", "f5")
        assert "Choose a unit." in stage.text
        assert isinstance(stage.app.screen, Grant)


async def test_revoking_says_how_many_passwords_become_due_before_it_does(
    crowd: Town, show: Show
) -> None:
    async with show(crowd.register) as stage:
        await _at(stage, "Eino Koe")
        await stage.press("r")
        assert "1 password becomes due for rotation" in " ".join(stage.text.split())
        assert "▲ high Eino Koe is the last unit admin of Kirjasto" in " ".join(stage.text.split())
        await stage.press("f5", "enter")
        assert _due(crowd.register) == []
        await stage.press("f5", "right", "enter")
        assert "Eino Koe opens the passwords of Kirjasto no more." in " ".join(stage.text.split())
        assert _due(crowd.register) == ["facebook/testilankirjasto"]
        assert _cells(stage)["Eino Koe"][2:] == ("–", "–")


async def test_a_unit_s_last_keys_are_revoked_only_after_a_second_answer(
    crowd: Town, show: Show
) -> None:
    async with show(crowd.register) as stage:
        await _at(stage, "Aino Testi")
        await stage.press("r")
        nuoriso = units.find(crowd.register, "Nuorisopalvelut")
        stage.one(Select, "#unit Select").value = str(nuoriso.id)
        await stage.settled()
        assert "▲ high Aino Testi is the last who opens" in " ".join(stage.text.split())
        await stage.press("f5", "enter")
        assert _cells_of(crowd.register, "Aino Testi") == 2
        await stage.press("f5", "right", "enter")
        assert _cells_of(crowd.register, "Aino Testi") == 1


def _cells_of(register: Register, name: str) -> int:
    held = next(each for each in members.listed(register) if each.member.name == name)
    return len(held.secrets & register.records.units.keys())


def _due(register: Register) -> list[str]:
    return [a.name for a in register.records.accounts.values() if a.rotation_due]


# Removing


async def test_removing_says_what_follows_asks_once_more_and_shows_what_is_due(
    crowd: Town, show: Show
) -> None:
    async with show(crowd.register) as stage:
        await _at(stage, "Eino Koe")
        await stage.press("x")
        assert isinstance(stage.app.screen, Removal)
        said = " ".join(stage.text.split())
        assert "What Eino Koe has seen or copied cannot be taken back" in said
        assert "1 password becomes due for rotation: Kirjasto" in said
        await stage.press("f5", "enter")
        assert isinstance(stage.app.screen, Removal)
        await stage.press("f5", "right", "enter")
        assert isinstance(stage.app.screen, Due)
        assert "facebook/testilankirjasto" in stage.text
        assert "you" in stage.text.split()
        await stage.press("r")
        assert isinstance(stage.app.screen, Rotation)
        # Four steps, and then who must know.
        for _step in range(5):
            await stage.press("f5")
        assert "✓ All of them are changed." in stage.text
        await stage.press("escape")
        assert "Eino Koe" not in _cells(stage)
    with pytest.raises(Exception, match="passphrase"):
        Register.open(crowd.place, EINO)


async def test_the_last_coordinator_is_not_removed_and_what_to_do_is_said(
    crowd: Town, show: Show
) -> None:
    async with show(crowd.register) as stage:
        await _at(stage, "Aino Testi")
        await stage.press("x", "f5", "right", "enter")
        assert "Invite another coordinator first." in " ".join(stage.text.split())
        assert len(members.listed(crowd.register)) == 4


async def test_who_opens_a_unit_alone_is_removed_only_by_an_answer_that_says_so(
    crowd: Town, show: Show
) -> None:
    let_in(crowd.register, "Outi Uusi", COORDINATOR, OUTI)
    async with show(Register.open(crowd.place, OUTI)) as stage:
        await _at(stage, "Aino Testi")
        await stage.press("x", "f5")
        question = str(stage.one(Static, "#question").render())
        assert "Aino Testi is the last who opens the passwords of Nuorisopalvelut" in question
        assert "Remove all the same" in stage.text
        await stage.press("right", "enter")
        assert "Aino Testi" not in [member.name for member in stage.app.opened.members()]


async def test_a_coordinator_who_removes_themself_is_locked_out(crowd: Town, show: Show) -> None:
    let_in(crowd.register, "Outi Uusi", COORDINATOR, OUTI)
    async with show(Register.open(crowd.place, OUTI)) as stage:
        await _at(stage, "Outi Uusi")
        await stage.press("x")
        assert "That is you" in stage.text
        await stage.press("f5", "right", "enter")
        assert isinstance(stage.app.screen, Unlock)
        assert "You are no member of this register any more" in " ".join(stage.text.split())


# The recovery kit


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[tuple[Register, RecoveryKit]]:
    register, kit = Register.create(
        tmp_path / "kit.somesec",
        organisation="Testilä",
        domains=["testila.fi"],
        member="Aino Testi",
        passphrase=PASSPHRASE,
    )
    with register:
        yield register, kit


async def test_the_kit_stands_apart_and_says_when_it_was_last_tried(
    kit: tuple[Register, RecoveryKit], show: Show
) -> None:
    register, page = kit
    async with show(register) as stage:
        await stage.press("7")
        assert "Recovery kit   opens everything   ▲ never tried" in stage.text
        await stage.press("p")
        groups = page.key_text.split()
        asked = [int(number) for number in _numbers(str(stage.one(Static, "#asked").render()))]
        stage.fill("groups", " ".join(groups[number - 1] for number in asked))
        await stage.press("f5")
        assert isinstance(stage.app.screen, Members)
        assert "✓ last tried on" in str(stage.one(Static, "#kit").render())


async def test_groups_that_are_not_the_kit_s_are_refused(
    kit: tuple[Register, RecoveryKit], show: Show
) -> None:
    async with show(kit[0]) as stage:
        await stage.press("7", "p", "f5")
        assert "Type the groups first." in stage.text
        stage.fill("groups", "AAAAA BBBBB")
        await stage.press("f5")
        assert str(stage.one(Static, "#error").render())
        await stage.press("escape", "tab", "enter")
        assert "never tried" in stage.text


def _numbers(text: str) -> list[str]:
    return "".join(sign if sign.isdigit() else " " for sign in text).split()


# Joining


async def _joins(stage: Stage, text: str, **fields: str) -> None:
    await stage.press("f3")
    assert isinstance(stage.app.screen, Joining)
    stage.fill("text", text)
    await stage.press("f5")
    for field, value in fields.items():
        stage.fill(field, value)


async def test_the_first_run_answers_an_invitation_and_keeps_the_six_words_on_the_screen(
    crowd: Town, show: Show, tmp_path: Path
) -> None:
    invitation = joining.invite(crowd.register, "Outi Uusi", COORDINATOR)
    reply = tmp_path / "reply.txt"
    async with show(place=tmp_path / "none.somesec", size=(80, 34)) as stage:
        await _joins(stage, invitation)
        assert "Testilä invites you" in stage.text
        assert "Outi Uusi" in stage.text
        assert "coordinator" in stage.text
        assert "  ".join(crowd.register.fingerprint) in stage.text
        for field, value in (
            ("passphrase", OUTI),
            ("again", OUTI),
            ("reply", str(reply)),
            ("place", str(crowd.place)),
        ):
            stage.fill(field, value)
        await stage.press("f5")
        candidate = joining.candidate(crowd.register, reply.read_text())
        assert "  ".join(candidate.words) in stage.text
        assert "read your six words aloud" in stage.text
        joining.accept(crowd.register, candidate, " ".join(candidate.words))
        await stage.press("f5")
        assert isinstance(stage.app.screen, Unlock)
        await stage.write(OUTI)
        await stage.press("enter")
        assert stage.app.opened.member.name == "Outi Uusi"


async def test_two_passphrases_that_differ_make_no_keys(crowd: Town, show: Show) -> None:
    invitation = joining.invite(crowd.register, "Outi Uusi", COORDINATOR)
    async with show(place=crowd.place, size=(80, 34)) as stage:
        await _joins(stage, invitation, passphrase=OUTI, again="other")
        await stage.press("f5")
        assert "The two differ. Type both again." in stage.text
        stage.fill("again", OUTI)
        await stage.press("f5")
        assert "c copies it" in stage.text
        await stage.press("c")
        assert joining.candidate(crowd.register, stage.app.clipboard).name == "Outi Uusi"


async def test_a_reply_that_cannot_be_saved_is_saved_elsewhere_with_the_same_words(
    crowd: Town, show: Show, tmp_path: Path
) -> None:
    there, free = tmp_path / "there.txt", tmp_path / "free.txt"
    there.write_text("mine")
    invitation = joining.invite(crowd.register, "Outi Uusi", COORDINATOR)
    async with show(place=crowd.place, size=(80, 34)) as stage:
        fields = {"passphrase": OUTI, "again": OUTI, "reply": str(there)}
        await _joins(stage, invitation, **fields)
        await stage.press("f5")
        assert there.read_text() == "mine"
        page = stage.app.screen
        assert isinstance(page, Joining)
        assert page._joined is not None
        words = page._joined.words
        stage.fill("reply", str(free))
        await stage.press("f5")
        assert joining.candidate(crowd.register, free.read_text()).words == words


async def test_what_is_no_invitation_is_said(crowd: Town, show: Show) -> None:
    async with show(place=crowd.place) as stage:
        await stage.press("f3", "f5")
        assert "Name the file of the invitation, or paste its text." in stage.text
        stage.fill("text", "Hello")
        await stage.press("f5")
        assert str(stage.one(Static, "#error").render())
        assert stage.one(Input, "#file Input").display
