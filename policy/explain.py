"""What a rule is, for people: one rule at a terminal, all of them as the page docs/rules.md."""

import sys
from textwrap import fill

from policy.clauses import clause_lines, clause_title, clauses_of
from policy.finding import SubjectKind
from policy.pack import Pack, load_pack
from policy.rule import Rule
from policy.rules import RULES
from somesec.language import N_, _

_SUBJECTS = {
    SubjectKind.ACCOUNT: N_("an account"),
    SubjectKind.UNIT: N_("a unit"),
    SubjectKind.PERSON: N_("a person"),
    SubjectKind.ORGANISATION: N_("the organisation"),
    SubjectKind.INCIDENT: N_("an incident"),
}
_FAMILIES = {
    "SOM1": N_("Mailboxes and logins"),
    "SOM2": N_("Passwords"),
    "SOM3": N_("Reuse"),
    "SOM4": N_("The intranet's passwords"),
    "SOM5": N_("Terms of service"),
    "SOM6": N_("People"),
    "SOM7": N_("Officialness"),
    "SOM8": N_("Life of a page"),
    "SOM9": N_("Protection and incidents"),
}


def explain(rule: Rule, pack: Pack, *, width: int = 80) -> str:
    """The rule's page in the reader's language, wrapped to the width, with a line end at the end.
    The severity is the one the pack gives it."""
    parts = [
        f"{rule.code} {rule.name}",
        fill(_(rule.summary), width),
        _("Severity: {severity}. About {subject}.").format(
            severity=severity_in(rule, pack), subject=_(_SUBJECTS[rule.applies_to])
        ),
        *(f"{heading}\n{_wrapped(_(text), width, 2)}" for heading, text in headings(rule)),
        _("The guideline")
        + "\n"
        + "\n".join(
            _wrapped(line, width, 2) for line in clause_lines(pack, clauses_of(rule, pack))
        ),
    ]
    return "\n\n".join(parts) + "\n"


def severity_in(rule: Rule, pack: Pack) -> str:
    """The rule's severity under the pack, or that it is off, in the reader's language."""
    if rule.code in pack.off:
        return _("off")
    return pack.severities.get(rule.code, rule.severity).label


def markdown(pack: Pack, rules: tuple[Rule, ...] = RULES) -> str:
    """All rules as one Markdown page in the reader's language."""
    lines = [
        "# " + _("Rules"),
        "",
        _(
            "This page is generated: 'python -m policy.explain' prints it. Codes are never used "
            "again for another rule. What could not be checked is 'unknown', and never counts as "
            "passed. An interval of N days is kept on day N and broken on day N + 1."
        ),
        "",
        "| " + " | ".join((_("code"), _("name"), _("severity"), _("summary"))) + " |",
        "| --- | --- | --- | --- |",
        *(
            f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} "
            f"| {severity_in(rule, pack)} | {_(rule.summary)} |"
            for rule in rules
        ),
    ]
    family = ""
    for rule in rules:
        if rule.code[:4] != family:
            family = rule.code[:4]
            lines += ["", f"## {_(_FAMILIES[family])}"]
        lines += ["", *_markdown_of(rule, pack)]
    return "\n".join(lines) + "\n"


def _markdown_of(rule: Rule, pack: Pack) -> list[str]:
    about = _("Severity: {severity}. About {subject}.").format(
        severity=severity_in(rule, pack), subject=_(_SUBJECTS[rule.applies_to])
    )
    clauses = ", ".join(clause_title(clause) for clause in clauses_of(rule, pack))
    lines = [f"### {rule.code} {rule.name}", "", f"{_(rule.summary)} {about} ({clauses})"]
    for heading, text in headings(rule):
        lines += ["", f"**{heading}.** {_(text)}"]
    return lines


def headings(rule: Rule) -> tuple[tuple[str, str], ...]:
    """The parts of a rule's page: each heading in the reader's language, and its msgid."""
    return (
        (_("What it checks"), rule.checks),
        (_("Why"), rule.why),
        (_("Example"), rule.example),
        (_("How to resolve"), rule.resolve),
    )


def _wrapped(text: str, width: int, indent: int) -> str:
    space = " " * indent
    return fill(text, width, initial_indent=space, subsequent_indent=space)


if __name__ == "__main__":
    sys.stdout.write(markdown(load_pack("kauhava")))
