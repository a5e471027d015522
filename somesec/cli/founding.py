"""`somesec init`: a new register and its recovery kit."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from somesec.cli.output import note, write
from somesec.cli.parser import Parser
from somesec.cli.unlocking import key_file_of, new_passphrase, place_of, refuse_own_files
from somesec.errors import InputError
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `init` its options."""
    parser.add_argument(
        "--organisation", metavar=_("NAME"), required=True, help=_("the organisation's name")
    )
    parser.add_argument(
        "--domain",
        dest="domains",
        metavar=_("DOMAIN"),
        action="append",
        required=True,
        help=_("a mail domain of the organisation; may be given several times"),
    )
    parser.add_argument(
        "--member", metavar=_("NAME"), required=True, help=_("your name, as the first member")
    )
    parser.add_argument(
        "--policy", metavar=_("NAME"), default="kauhava", help=_("the guideline to audit against")
    )
    parser.add_argument(
        "--recovery-kit",
        metavar=_("FILE"),
        type=Path,
        help=_("write the recovery kit to FILE instead of printing it"),
    )
    parser.epilog = _("Examples:") + (
        '\n  somesec init --organisation Testilä --domain testila.fi --member "Aino Testi"'
        "\n      --register t.somesec --recovery-kit kit.txt"
    )
    parser.set_defaults(run=make_register)


def make_register(options: Namespace) -> int:
    """Makes the register, then hands over the recovery kit."""
    from somesec.register import Register
    from somesec.register.passphrases import weakness

    place = place_of(options)
    if place.exists():
        raise InputError(
            _(
                "There is something at {place} already. Choose another place: --register FILE."
            ).format(place=place)
        )
    if options.recovery_kit:
        refuse_own_files(options.recovery_kit, options)
    with _kit_file(options.recovery_kit) as kit_file:
        passphrase = new_passphrase(options)
        advice = weakness(passphrase, options.organisation)
        if advice:
            note(advice)
        if not options.register:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        register, kit = Register.create(
            place,
            organisation=options.organisation,
            domains=options.domains,
            member=options.member,
            passphrase=passphrase,
            policy=options.policy,
            key_file=key_file_of(options),
        )
        register.close()
        if kit_file is None:
            write(kit.text())
        else:
            _save(kit_file, kit.text())
    note(_("The register is {place}.").format(place=place))
    if options.recovery_kit:
        note(
            _("Print the recovery kit {file}, put it in a safe, then delete the file.").format(
                file=options.recovery_kit
            )
        )
    note(_("Next: 'somesec import FILE', or 'somesec unit add'."))
    return 0


@contextmanager
def _kit_file(file: Path | None) -> Iterator[int | None]:
    """The kit's file, made before the register: a register whose only kit could not be kept
    anywhere would be a trap. Gone again when no register came of it."""
    if file is None:
        yield None
        return
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise InputError(
            _("The recovery kit cannot be written to {file}: {reason}.").format(
                file=file, reason=error.strerror
            )
        ) from None
    try:
        yield descriptor
    except BaseException:
        if os.fstat(descriptor).st_size == 0:
            file.unlink()
        raise
    finally:
        os.close(descriptor)


def _save(descriptor: int, text: str) -> None:
    content = text.encode()
    while content:
        content = content[os.write(descriptor, content) :]
    os.fsync(descriptor)
