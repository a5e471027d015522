"""`somesec terms report`: the reviews of a platform's terms as one document to file."""

from argparse import Namespace

from somesec import clock
from somesec.cli.output import is_for_terminal, note, save, write, write_file
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `terms report` its options."""
    parser.add_argument("platform", metavar=_("PLATFORM"), help=_("the service"))
    parser.add_argument(
        "--format", choices=("markdown", "html"), default="markdown", help=_("how to print it")
    )
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("write it to FILE, readable by you only")
    )
    parser.set_defaults(run=report)


def report(options: Namespace) -> int:
    """Writes the reviews, the newest first."""
    from policy.reports import reviews, reviews_html, reviews_markdown
    from somesec.register import terms

    if options.output:
        refuse_own_files(options.output, options)
    with opened(options) as register:
        platform = terms.known_platform(register, options.platform)
        told = reviews.reviews_of(platform, register.records, clock.today())
    form = reviews_html if options.format == "html" else reviews_markdown
    content = form.write(told)
    if options.output:
        save(options.output, content, overwrite=True)
        note(_("Written to {file}.").format(file=options.output))
    elif is_for_terminal():
        write_file(content)
    else:
        write(content.decode())
    return 0
