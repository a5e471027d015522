"""Every command with its one-line purpose. A command's own module is loaded when it is used."""

from collections.abc import Callable
from importlib import import_module

from somesec.cli.options import add_everywhere
from somesec.cli.parser import Commands, Fill, Parser
from somesec.language import N_, _

COMMANDS = (
    ("init", "founding", N_("make a register")),
    ("demo", "demo", N_("make a made-up municipality and look around in it")),
    ("import", "importing", N_("take in accounts, units or people from a file")),
    ("export", "exporting", N_("write accounts, units or people to a file")),
    ("audit", "audit", N_("check everything against the guideline")),
    ("coverage", "coverage", N_("show how the town stands by each clause of the guideline")),
    ("rules", "rules", N_("list the rules of the audit")),
    ("rule", "rule", N_("explain one rule")),
    ("policy", "policy", N_("show, check and change the guideline that the audit goes by")),
    ("organisation", "organisation", N_("show the organisation, and say where its website is")),
    ("unit", "unit", N_("add, list, show and edit units")),
    ("mailbox", "mailbox", N_("add, list, show, edit and remove units' shared mailboxes")),
    ("person", "person", N_("add, list, show and edit people; briefings and leavers")),
    ("account", "account", N_("add, list, show, edit and close accounts")),
    ("secret", "secret", N_("show, set or generate an account's password")),
    ("rotate", "rotate", N_("change a password step by step, losing none")),
    ("breach", "breach", N_("look for the passwords in known data breaches")),
    ("intranet", "intranet", N_("keep the intranet's passwords out of the register's")),
    ("browser-scan", "browser_scan", N_("look for logins in this computer's browsers")),
    ("recheck", "recheck", N_("measure again what is out of date")),
    ("website", "website", N_("hold the town's web pages against the register")),
    ("terms", "terms", N_("list and record reviews of terms of service")),
    ("due", "due", N_("list all that falls due, also as a calendar")),
    ("incident", "incident", N_("record incidents, their evidence and the steps taken")),
    ("waiver", "waiver", N_("accept findings for a while, with a reason and an end")),
    ("scan", "scan", N_("record what was found in browsers, and of addresses elsewhere")),
    ("member", "member", N_("invite, join, accept, list and remove members")),
    ("grant", "grant", N_("let a member open the passwords of a unit")),
    ("revoke", "revoke", N_("end that a member opens the passwords of a unit")),
    ("trail", "trail", N_("list and export who did what and when")),
    ("recovery", "recovery", N_("try the recovery kit, get back in with it, or make a new one")),
    ("verify", "verify", N_("check that nothing in the register is damaged or exchanged")),
    ("passphrase", "passphrase", N_("change the passphrase")),
    ("backup", "backup", N_("copy the register into a file, verified")),
    ("restore", "restore", N_("put a backup in the register's place")),
    ("move", "move", N_("move the register to another file or to a server, and back")),
)


def add_all(parser: Parser) -> None:
    """Adds every command to the top parser; none of their modules is loaded yet."""
    commands = parser.commands("command")
    for name, module, purpose in COMMANDS:
        commands.add(name, _(purpose), _filled_by(module))


def verb(
    commands: Commands, name: str, purpose: str, fill: Callable[[Parser], None], examples: str = ""
) -> None:
    """Adds a command under a command, with the options of every command at its end."""

    def filled(parser: Parser) -> None:
        fill(parser)
        add_everywhere(parser)

    commands.add(name, purpose, filled, examples=examples)


def _filled_by(module: str) -> Fill:
    def fill(parser: Parser) -> None:
        import_module(f"somesec.cli.{module}").fill(parser)
        add_everywhere(parser)

    return fill
