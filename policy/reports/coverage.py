"""The coverage of the guideline as text for people and as JSON, `somesec-coverage/1`."""

import json
from collections.abc import Sequence
from textwrap import wrap

from policy.clauses import clause_title
from policy.coverage import Coverage, Covered, State
from policy.reports.harmless import harmless
from somesec.language import _, collation, show_date
from somesec.unseen import escaped

SCHEMA = "somesec-coverage/1"
_NARROWEST = 40
MARKS = {
    State.MET: "✓",
    State.NOT_MET: "▲",
    State.UNKNOWN: "?",
    State.NOT_CHECKABLE: "–",
}


def write_json(coverage: Coverage, units: Sequence[str] = ()) -> bytes:
    """UTF-8 JSON in English, keys sorted, indented by two spaces, with a line end at the end.
    `units` are the names of the units that it is of, none for all."""
    data = {
        "schema": SCHEMA,
        "today": coverage.today.isoformat(),
        "organisation": coverage.organisation,
        "policy": {"id": coverage.pack.id, "version": coverage.pack.version},
        "units": sorted(units),
        "summary": {str(state): coverage.count(state) for state in State},
        "clauses": [_as_json(clause, coverage) for clause in coverage.clauses],
    }
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    return (escaped(text) + "\n").encode()


def _as_json(covered: Covered, coverage: Coverage) -> dict[str, object]:
    return {
        "clause": covered.clause,
        "text": coverage.pack.clauses[covered.clause].en,
        "state": str(covered.state),
        "rules": list(covered.rules),
        "off": list(covered.off),
        "records": list(covered.records),
        "acts": list(covered.acts),
        "findings": covered.findings,
        "waived": covered.waived,
        "unknown": covered.unknown,
        "rule_errors": covered.rule_errors,
    }


def write_text(coverage: Coverage, units: Sequence[str] = (), *, width: int = 80) -> str:
    """Lines of at most `width` columns, each with a line end. A state is told by word and mark."""
    columns = max(width, _NARROWEST)
    lines = [
        "   ".join(f"{MARKS[s]} {s.label} {coverage.count(s)}" for s in State if coverage.count(s)),
        _("{organisation}, {day}, policy {policy} version {version}").format(
            organisation=harmless(coverage.organisation),
            day=show_date(coverage.today),
            policy=harmless(coverage.pack.id),
            version=harmless(coverage.pack.version),
        ),
    ]
    if units:
        lines.append(
            _("Units: {units}").format(units=harmless(", ".join(sorted(units, key=collation))))
        )
    for covered in coverage.clauses:
        lines += ["", *_lines(covered, coverage, columns)]
    return "\n".join(lines) + "\n"


def _lines(covered: Covered, coverage: Coverage, width: int) -> list[str]:
    title = harmless(clause_title(covered.clause))
    head = f"{MARKS[covered.state]} {title}: {covered.state.label}"
    said = [harmless(coverage.pack.clause(covered.clause)), *details(covered)]
    lines = wrap(head, width, subsequent_indent="  ")
    for text in said:
        lines += wrap(text, width, initial_indent="  ", subsequent_indent="  ")
    return lines


def details(covered: Covered) -> list[str]:
    """What stands for the clause and what bears on it, a line each, in the reader's language."""
    lines = []
    counts = [
        (_("findings"), covered.findings),
        (_("accepted for now"), covered.waived),
        (_("unknown"), covered.unknown),
        (_("failed checks"), covered.rule_errors),
    ]
    if any(count for _name, count in counts):
        lines.append(", ".join(f"{name} {count}" for name, count in counts if count))
    for name, values in (
        (_("Rules: {list}"), covered.rules),
        (_("Off: {list}"), covered.off),
        (_("Recorded with: {list}"), covered.records),
        (_("Done with: {list}"), covered.acts),
    ):
        if values:
            lines.append(name.format(list=", ".join(map(harmless, values))))
    if not lines:
        lines.append(_("Shown to people; nothing in the register can tell."))
    return lines
