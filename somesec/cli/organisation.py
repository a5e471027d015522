"""`somesec organisation`: the organisation's own card."""

from argparse import Namespace
from collections.abc import Mapping

from somesec.cli.columns import for_programs
from somesec.cli.commands import verb
from somesec.cli.options import add_columns, add_format, changed_columns
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import pairs
from somesec.cli.unlocking import opened
from somesec.language import N_, _

COLUMNS: Mapping[str, str] = {
    "name": N_("the organisation's name"),
    "domains": N_("its mail domains, parted by ;"),
    "website": N_("the address of the organisation's website"),
    "collection_page": N_("the address of the page there that lists its social media"),
    "approver_roles": N_("the roles in which pages may be approved, parted by ;"),
}
_LABELS = {
    "name": N_("Organisation"),
    "domains": N_("Mail domains"),
    "policy": N_("Policy"),
    "website": N_("Website"),
    "collection_page": N_("List page"),
    "approver_roles": N_("Approver roles"),
}


def fill(parser: Parser) -> None:
    """Gives `organisation` its commands."""
    commands = parser.commands("verb")
    verb(commands, "show", _("show what is said of the organisation"), _fill_show)
    verb(
        commands,
        "edit",
        _("change what is said of it; an empty value clears it"),
        _fill_edit,
        "  somesec organisation edit --collection-page https://www.testila.fi/some",
    )


def _fill_show(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=show)


def _fill_edit(parser: Parser) -> None:
    add_columns(parser, COLUMNS)
    parser.set_defaults(run=edit)


def show(options: Namespace) -> int:
    """Prints the organisation's card."""
    from somesec.register import organisation

    with opened(options) as register:
        values = organisation.as_values(register.records.organisation)
        if options.format == "json":
            write_json(for_programs(values))
        else:
            write(pairs((_(_LABELS[name]), value) for name, value in values.items()))
    return 0


def edit(options: Namespace) -> int:
    """Changes the addresses given."""
    from somesec.register import organisation

    values = changed_columns(options)
    with opened(options) as register:
        changed = organisation.edit(register, values)
        note(_("Changed {name}.").format(name=changed.name))
    return 0
