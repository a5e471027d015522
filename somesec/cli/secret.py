"""`somesec secret`: the one command that shows what is locked away, and asks for it by name."""

from argparse import Namespace

from somesec.cli.account import add_account
from somesec.cli.commands import verb
from somesec.cli.options import add_length
from somesec.cli.output import note, write
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.unlocking import first_line, on_terminal, opened, typed_twice, whole_text
from somesec.errors import InputError
from somesec.language import _, ngettext

FIELDS = ("password", "totp", "recovery-codes", "answers", "notes")
CODE = "code"
_OF_SEVERAL_LINES = ("recovery-codes", "answers", "notes")


def fill(parser: Parser) -> None:
    """Gives `secret` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "show",
        _("print a secret, alone on its line; the register's trail keeps that it was shown"),
        _fill_show,
        "  somesec secret show facebook/testilankirjasto\n"
        "  somesec secret show facebook/testilankirjasto --field code",
    )
    verb(
        commands,
        "set",
        _("write a secret, typed twice or read from a file; the old password is kept"),
        _fill_set,
        "  somesec secret set facebook/testilankirjasto\n"
        "  somesec secret set facebook/testilankirjasto --value-file password.txt",
    )
    verb(
        commands,
        "generate",
        _("make a password the platform accepts, write it and print it"),
        _fill_generate,
        "  somesec secret generate facebook/testilankirjasto --words 5 --words-in fi",
    )


def _fill_show(parser: Parser) -> None:
    add_account(parser)
    parser.add_argument(
        "--field",
        type=_field,
        choices=(*FIELDS, CODE),
        default="password",
        help=_("which secret; 'code' is the present six digits of the second factor"),
    )
    parser.add_argument(
        "--pending", action="store_true", help=_("the new password of an unfinished rotation")
    )
    parser.set_defaults(run=show)


def _fill_set(parser: Parser) -> None:
    add_account(parser)
    parser.add_argument(
        "--field", type=_field, choices=FIELDS, default="password", help=_("which secret")
    )
    parser.add_argument(
        "--value-file", metavar=_("FILE"), help=_("read it from FILE, '-' for standard input")
    )
    parser.set_defaults(run=set_value)


def _fill_generate(parser: Parser) -> None:
    add_account(parser)
    add_length(parser)
    parser.set_defaults(run=generate)


def _field(text: str) -> str:
    return text.replace("_", "-")


def show(options: Namespace) -> int:
    """Prints the bare value and a line end."""
    from somesec.register import accounts, rotation, secrets

    if options.pending and options.field != "password":
        raise InputError(_("Only a password can be pending; leave out --field or --pending."))
    with opened(options) as register:
        account = accounts.find(register, options.account)
        if options.field == CODE:
            code, left = secrets.totp_code(register, account.id)
            write(code)
            note(
                ngettext("Good for {count} second.", "Good for {count} seconds.", left).format(
                    count=left
                )
            )
        elif options.pending:
            write(rotation.pending(register, account.id))
        else:
            write(secrets.show(register, account.id, options.field.replace("-", "_")))
        if register.problems:
            note(_("The trail does not tell that it was opened: it cannot be written."))
    return 0


def set_value(options: Namespace) -> int:
    """Writes what was typed, or what the file holds."""
    from somesec.register import accounts, secrets

    with opened(options) as register:
        account = accounts.find(register, options.account)
        value = _value(options)
        with progress(_("Measuring")) as tell:
            secrets.set_field(
                register, account.id, options.field.replace("-", "_"), value, progress=tell
            )
        note(_("Written to {account}.").format(account=account.name))
    return 0


def generate(options: Namespace) -> int:
    """Makes a password; prints it once it is written."""
    from somesec.register import accounts, secrets

    with opened(options) as register:
        account = accounts.find(register, options.account)
        write(
            secrets.generate(
                register,
                account.id,
                length=options.length,
                words=options.words,
                language=options.words_in,
            )
        )
    return 0


def _value(options: Namespace) -> str:
    if options.value_file is not None:
        if options.field in _OF_SEVERAL_LINES:
            return whole_text(options.value_file)
        return first_line(options.value_file)
    if not on_terminal():
        raise InputError(_("There is no terminal to type the secret on. Give --value-file FILE."))
    return typed_twice(_("New value: "), _("New value once more: "))
