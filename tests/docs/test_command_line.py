"""The page on the command line, and every command line in the documentation, holds true."""

import argparse
import contextlib
import hashlib
import io
import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from somesec import errors
from somesec.cli import INTERRUPTED, main
from somesec.cli.audit import FINDINGS
from somesec.cli.commands import add_all
from somesec.cli.options import EVERYWHERE, add_everywhere
from somesec.cli.parser import Parser
from somesec.hygiene.intranet import nt_hashes
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, Town
from tests.docs.pages import ROOT, fenced, page, section, table
from tests.register.terms_texts import keep
from tests.register.test_terms_fetching import terms_page
from tests.terms.archives import Commit, make
from tests.website.conftest import BadServer, html, web

__all__ = ["web"]

PAGE = page("docs/command-line.md")
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/backup.md",
    "docs/command-line.md",
    "docs/filter.md",
    "docs/policy.md",
    "docs/reports.md",
    "docs/several-people.md",
    "docs/tables.md",
    "docs/terms-review.md",
    "docs/terms.md",
    "docs/website.md",
)
COMMANDS = {row[0].strip("`"): row for row in table(PAGE, "command")}
FACEBOOK = "facebook/testilankirjasto"
# How each command with JSON is asked for an answer that shows its whole shape in the small town.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "organisation show": (),
    "website export": (),
    "unit list": (),
    "mailbox list": (),
    "mailbox show": ("kirjasto@testila.fi",),
    "person list": (),
    "person leave": ("Aino Testi", "--on", "2026-11-30"),
    "person leavers": (),
    "person access": ("Aino Testi",),
    "account list": (),
    "account show": (FACEBOOK,),
    "rotate start": (FACEBOOK,),
    "rotate list": (),
    "terms list": (),
    "terms diff": ("facebook",),
    "terms measure list": (),
    "waiver list": (),
    "due": (),
    "incident list": (),
    "incident evidence list": ("hijack",),
    "member list": (),
    "trail list": (),
    "rules": (),
    "coverage": (),
    "policy list": (),
    "policy show": (),
    "scan list": (),
    "verify": (),
    "audit": ("--fail-on", "never"),
}
# These print an object of another one's list.
SHOWN_ALIKE = {"unit show", "person show", "incident show"}
# These need a file, which their tests give them.
WITH_A_FILE = {
    "import",
    "export",
    "trail export",
    "breach check",
    "breach monitoring",
    "browser-scan",
    "intranet load",
    "intranet check",
    "terms fetch",
    "terms show",
    "terms sync",
}
# These answer of what was done before, which their tests do.
OF_SOMETHING_DONE = {"intranet compare", "recheck", "website check"}


def _parser() -> Parser:
    parser = Parser(prog="somesec")
    add_everywhere(parser)
    add_all(parser)
    return parser


def _leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parsers of all commands that have none under them, with their options filled in."""
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        parser.parse_known_args(["--help"])
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for group in groups:
        for command in group.choices.values():
            yield from _leaves(command)
    if not groups:
        yield parser


LEAVES = {leaf.prog.removeprefix("somesec "): leaf for leaf in _leaves(_parser())}


def _options(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    return {name: action for action in parser._actions for name in action.option_strings}


def _examples(text: str) -> Iterator[str]:
    """Every command line of somesec in fenced blocks and in code spans."""
    lines = [line.strip() for block in fenced(text) for line in block.splitlines()]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for line in (*lines, *re.findall(r"`([^`\n]+)`", prose)):
        if line == "somesec" or line.startswith("somesec "):
            yield line.partition(" || ")[0]


EXAMPLES = [(name, line) for name in PAGES for line in _examples(page(name))]


def test_every_command_is_on_the_page_and_every_command_on_the_page_exists() -> None:
    assert [name for name in COMMANDS if name] == list(LEAVES)
    assert all(purpose for _name, purpose, _example in COMMANDS.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_a_command_is_of_that_command(name: str) -> None:
    assert f"{COMMANDS[name][2]} ".startswith(f"`somesec {name}".rstrip())


@pytest.mark.parametrize(("where", "line"), EXAMPLES, ids=str)
def test_every_example_is_understood(
    where: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    understood = Parser.parse_args

    def only_understand(parser: Parser, args: Any = None, namespace: Any = None) -> Any:
        options = understood(parser, args, namespace)
        if getattr(options.run, "__name__", "") != "_none_named":
            options.run = lambda _options: 0
        return options

    monkeypatch.setattr(Parser, "parse_args", only_understand)
    assert main(shlex.split(line, comments=True)[1:]) == 0, capsys.readouterr().err


def test_the_readme_has_examples_to_hold_it_to() -> None:
    assert sum(where == "README.md" for where, _line in EXAMPLES) > 10


def test_every_option_of_every_command_is_on_the_page() -> None:
    parser = Parser(prog="somesec")
    add_everywhere(parser)
    named = {row[0].strip("`").split()[0] for row in table(PAGE, "option")}
    assert named == set(_options(parser)) - {"-h", "--help"}
    assert len(named) == len(EVERYWHERE)


def test_every_variable_of_ours_is_on_the_page() -> None:
    files = [*(ROOT / "somesec").rglob("*.py"), *(ROOT / "screens").rglob("*.py")]
    read = {
        name
        for file in files
        for name in re.findall(r"\bSOMESEC_[A-Z_]+\b", file.read_text(encoding="utf-8"))
    }
    assert read
    named = "".join(row[0] for row in table(PAGE, "variable"))
    assert all(f"`{name}`" in named for name in {*read, "NO_COLOR"})


def test_every_exit_code_is_on_the_page_and_no_other() -> None:
    kinds: list[type[errors.SomesecError]] = [
        errors.SomesecError,
        *errors.SomesecError.__subclasses__(),
    ]
    codes = {0, FINDINGS, INTERRUPTED, *(kind.exit_code for kind in kinds)}
    named = [row[0] for row in table(PAGE, "code")]
    assert {int(code) for code in named if code.isdecimal()} == codes
    assert [code for code in named if not code.isdecimal()] == ["128 and a signal's number"]


def test_every_command_with_json_has_its_shape_on_the_page() -> None:
    speaking = {
        name
        for name, parser in LEAVES.items()
        if "json" in getattr(_options(parser).get("--format"), "choices", ())
    }
    shown = set(re.findall(r"^### `(.+)`$", PAGE, re.MULTILINE))
    assert shown == (speaking | {"export"}) - SHOWN_ALIKE
    assert shown == set(QUESTIONS) | WITH_A_FILE | OF_SOMETHING_DONE


def _keys(value: Any, path: str = "") -> set[str]:
    """Every key with the way to it. What a rule saw is the rule's own affair."""
    if isinstance(value, dict):
        inner = ((f"{path}.{name}", each) for name, each in value.items())
        return set().union(
            *({way} | (set() if way.endswith(".evidence") else _keys(v, way)) for way, v in inner)
        )
    if isinstance(value, list):
        return set().union(*(_keys(each, f"{path}[]") for each in value))
    return set()


def _said(name: str) -> Any:
    (text,) = fenced(section(PAGE, f"### `{name}`"), "json")
    return json.loads(text)


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_has_the_keys_that_the_page_says(
    at_town: Run, town: Town, name: str, tmp_path: Path
) -> None:
    if name == "rotate list":
        at_town("rotate", "start", FACEBOOK)
    if name == "scan list":
        at_town("scan", "record", "addresses", "--address", "palaute@testila.fi=Kuvapelit")
    if name == "person leavers":
        at_town("unit", "edit", "Kirjasto", "--responsible", "Aino Testi")
        at_town("person", "leave", "Aino Testi")
    if name.startswith("incident"):
        at_town("incident", "add", "--kind", "hijack", "--account", FACEBOOK)
        (tmp_path / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        at_town("incident", "evidence", "add", "hijack", tmp_path / "page.png")
    if name == "terms diff":
        keep(town.register, "facebook", "Terms of Service", {date(2026, 1, 1): "We may use it."})
        keep(town.register, "facebook", "Terms of Service", {date(2026, 2, 1): "We may change it."})
    if name == "terms measure list":
        at_town("terms", "review", "facebook", "--measure", "Tell the units")
    if name == "waiver list":
        given = ("--rule", "SOM501", "--subject", FACEBOOK, "--reason", "R", "--until", "today")
        at_town("waiver", "add", *given)
    answer = at_town(*name.split(), *QUESTIONS[name], "--format", "json")
    assert answer.code == (1 if name == "due" else 0), answer.err
    said = _keys(_said(name))
    if name == "audit":  # no rule of ours fails
        said = {way for way in said if not way.startswith(".rule_errors[]")}
    assert _keys(answer.json) == said


def test_terms_of_an_archive_answer_as_the_page_says(at_town: Run, tmp_path: Path) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    subject, file = "First record of Facebook", "Facebook/Terms of Service.md"
    folder = make(tmp_path / "pga-versions", [Commit(at, subject, file, "You may use it.")])
    synced = at_town("terms", "sync", folder, "--format", "json")
    assert _keys(synced.json) == _keys(_said("terms sync"))
    shown = at_town("terms", "show", "facebook/terms of service", "--format", "json")
    assert _keys(shown.json) == _keys(_said("terms show"))


def test_fetched_terms_answer_as_the_page_says(at_town: Run, web: BadServer) -> None:
    web.answers["/terms"] = terms_page()
    at_town("terms", "add", "facebook", "--kind", "Contract", "--address", web.at("/terms"))
    words = ("terms", "fetch", "facebook", "--document", "contract", "--allow-private")
    fetched = at_town(*words, "--format", "json")
    assert fetched.json[0]["state"] == "first"
    assert _keys(fetched.json) == _keys(_said("terms fetch"))


@pytest.mark.parametrize("noun", ["unit", "person"])
def test_what_is_shown_alone_is_as_in_the_list(at_town: Run, noun: str) -> None:
    rows = at_town(noun, "list", "--format", "json").json
    assert [at_town(noun, "show", row["id"], "--format", "json").json for row in rows] == rows


def test_an_import_answers_as_the_page_says(at_town: Run, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("name\nKoulu\n", encoding="utf-8")
    answer = at_town("import", file, "--as", "units", "--format", "json")
    assert _keys(answer.json) == _keys(_said("import"))


def test_an_export_holds_what_the_page_says(at_town: Run) -> None:
    answer = at_town("export", "-", "--to", "json").json
    said = _said("export")
    assert answer["schema"] == said["schema"]
    assert set(answer) == set(said)
    assert _keys(answer["units"]) == _keys(said["units"])


def test_an_export_of_the_trail_holds_what_the_page_says(at_town: Run) -> None:
    answer = at_town("trail", "export", "-", "--format", "json").json
    assert _keys(answer) == _keys(_said("trail export"))
    assert answer["schema"] == _said("trail export")["schema"]


def test_a_breach_check_answers_as_the_page_says(at_town: Run, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    digest = hashlib.sha1(PASSWORD.encode()).hexdigest().upper()  # noqa: S324 - the corpus's own
    (folder / f"{digest[:5]}.txt").write_text(f"{digest[5:]}:3\n", encoding="utf-8")
    answer = at_town("breach", "check", "--corpus", folder, "--format", "json")
    said = _keys(_said("breach check"))
    assert {way for way in said if not way.startswith(".unknown[]")} == _keys(answer.json)
    (folder / f"{digest[:5]}.txt").rename(folder / "00000.txt")
    unknown = at_town("breach", "check", "--corpus", folder, "--format", "json")
    assert {way for way in said if not way.startswith(".found[]")} == _keys(unknown.json)
    assert unknown.code == 5


def test_the_intranets_commands_answer_as_the_page_says(at_town: Run, tmp_path: Path) -> None:
    file = tmp_path / "hashes.txt"
    file.write_text(nt_hashes(PASSWORD)[0].hex() + "\nunreadable\n", encoding="ascii")
    loaded = at_town("intranet", "load", file, "--format", "json")
    assert _keys(loaded.json) - _keys(_said("intranet load")) == {
        ".compared.found[].account",
        ".compared.found[].id",
    }
    assert _keys(_said("intranet load")) <= _keys(loaded.json)
    checked = at_town("intranet", "check", "--format", "json")
    assert _keys(checked.json) == _without_unknown(_said("intranet check"))
    (tmp_path / "typed.txt").write_text("typed", encoding="utf-8")
    compared = at_town(
        *("intranet", "compare", FACEBOOK, "--format", "json"),
        *("--intranet-password-file", tmp_path / "typed.txt"),
    )
    assert _keys(compared.json) == _keys(_said("intranet compare"))


def test_a_domain_search_answers_as_the_page_says(at_town: Run, tmp_path: Path) -> None:
    file = tmp_path / "search.json"
    file.write_text('{"palaute": ["Kuvapelit"], "no address": ["X"]}', encoding="utf-8")
    answer = at_town("breach", "monitoring", file, "--format", "json")
    assert _keys(answer.json) == _keys(_said("breach monitoring"))


def test_a_check_of_the_website_answers_as_the_page_says(
    at_town: Run, web: BadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("somesec.website.visitor.time.sleep", lambda _seconds: None)
    web.answers["/some"] = html("https://x.com/testila")
    at_town("organisation", "edit", "--collection-page", web.at("/some"))
    at_town("unit", "edit", "Kirjasto", "--website", web.at("/nowhere"))
    answer = at_town("website", "check", "--allow-private", "--format", "json")
    assert answer.code == 5
    assert _keys(answer.json) == _keys(_said("website check"))


def test_measuring_again_answers_as_the_page_says(at_town: Run) -> None:
    at_town("account", "edit", FACEBOOK, "--handle", "kirjasto")
    answer = at_town("recheck", "--format", "json")
    assert _keys(answer.json) == _without_unknown(_said("recheck"))


def _without_unknown(said: Any) -> set[str]:
    """The keys of an answer in which nothing is unknown."""
    return {way for way in _keys(said) if not way.startswith(".unknown[]")}
