"""Charts as inline SVG, each with a title and a description that say the same in words. Bars carry
their numbers, and states differ by pattern as well as by colour."""

from collections.abc import Mapping, Sequence

from policy.finding import Severity
from policy.reports.marks import IN_ORDER_MARK, MARKS, UNKNOWN_MARK
from policy.reports.markup import Html, join, tag
from somesec.language import _, show_date
from somesec.model import AuditCounts

_ROW, _BAR = 26, 16
"""The height of a row of bars and of a bar, in the chart's own pixels."""
_LETTER = 7.2
"""How wide a letter is about, in the same: only to cut names that would leave the chart."""


def by_severity(counts: Mapping[Severity, int]) -> Html:
    """How many findings there are of each severity, a bar each."""
    width, left, right = 420, 110, 50
    most = max(max(counts.values()), 1)
    bars = []
    for row, severity in enumerate(Severity):
        length = round((width - left - right) * counts[severity] / most, 1)
        bars += [
            _text(0, row, f"{MARKS[severity]} {severity.label}"),
            _bar(left, row, length, f"bar-{severity}"),
            _text(left + length + 8, row, str(counts[severity])),
        ]
    told = ", ".join(f"{severity.label} {counts[severity]}" for severity in Severity)
    return _chart("severities", _("Findings by severity"), told, width, len(Severity), bars)


def by_unit(rows: Sequence[tuple[str, int, int, int]]) -> Html:
    """For each unit its name and how many accounts in use are in order, not in order and
    unknown."""
    width, left, right = 900, 250, 90
    most = max([sum(row[1:]) for row in rows] + [1])
    scale = (width - left - right) / most
    bars: list[Html] = []
    for place, (name, in_order, broken, unknown) in enumerate(rows):
        bars.append(_text(0, place, _cut(name, left - 10)))
        at = float(left)
        for count, state in ((in_order, "order"), (broken, "broken"), (unknown, "unknown")):
            bars += _patterned(at, place, count * scale, state)
            at += count * scale
        total = _("{compliant} of {count}").format(
            compliant=in_order, count=in_order + broken + unknown
        )
        bars.append(_text(at + 8, place, total))
    told = "; ".join(
        f"{name}: " + _states(in_order, broken, unknown) for name, in_order, broken, unknown in rows
    )
    return _chart("units", _("Accounts in order by unit"), told, width, len(rows), bars)


def key() -> Html:
    """What the patterns of `by_unit` mean."""
    return tag(
        "ul",
        *(
            tag("li", tag("svg", *_patterned(0, 0, _BAR, state), **_KEY), label)
            for state, label in (
                ("order", f"{IN_ORDER_MARK} " + _("in order")),
                ("broken", "▲ " + _("not in order")),
                ("unknown", f"{UNKNOWN_MARK} " + _("unknown")),
            )
        ),
        class_="key",
    )


def by_month(months: Sequence[AuditCounts]) -> Html:
    """How large a share of the accounts in use was in order in each month, as columns."""
    step, height, floor = 74, 190, 150
    width = max(step * len(months), 420)
    columns = [tag("line", x1=0, x2=width, y1=floor, y2=floor, class_="axis")]
    for place, counts in enumerate(months):
        share = counts.compliant / counts.in_use if counts.in_use else 0
        tall = round((floor - 30) * share, 1)
        x = place * step + step / 2
        columns += [
            tag("rect", x=_number(x - 20), y=30, width=40, height=floor - 30, class_="whole"),
            tag(
                "rect",
                x=_number(x - 20),
                y=_number(floor - tall),
                width=40,
                height=_number(tall),
                class_="bar-order",
            ),
            _middle(x, 22, f"{share:.0%}".replace("%", " %")),
            _middle(x, floor + 17, f"{counts.compliant}/{counts.in_use}"),
            _middle(x, floor + 34, show_date(counts.day), "label"),
        ]
    told = "; ".join(
        show_date(c.day)
        + ": "
        + _("{compliant} of {count} in order").format(compliant=c.compliant, count=c.in_use)
        for c in months
    )
    return _figure("months", _("Accounts in order by month"), told, width, height, columns)


_KEY: dict[str, str] = {"viewBox": f"0 4 {_BAR} {_BAR}", "aria_hidden": "true"}


def _states(in_order: int, broken: int, unknown: int) -> str:
    return _("{compliant} in order, {broken} not in order, {unknown} unknown").format(
        compliant=in_order, broken=broken, unknown=unknown
    )


def _chart(
    anchor: str, title: str, told: str, width: int, rows: int, content: Sequence[Html]
) -> Html:
    return _figure(anchor, title, told, width, max(rows, 1) * _ROW, content)


def _figure(
    anchor: str, title: str, told: str, width: int, height: int, content: Sequence[Html]
) -> Html:
    return tag(
        "figure",
        tag("figcaption", title),
        tag(
            "svg",
            tag("title", title, id=f"{anchor}-title"),
            tag("desc", told, id=f"{anchor}-desc"),
            join(content),
            viewBox=f"0 0 {width} {height}",
            role="img",
            aria_labelledby=f"{anchor}-title {anchor}-desc",
        ),
        class_=anchor,
    )


def _text(x: float, row: int, text: str) -> Html:
    return tag("text", text, x=_number(x), y=row * _ROW + 17)


def _middle(x: float, y: float, text: str, kind: str | None = None) -> Html:
    return tag("text", text, x=_number(x), y=_number(y), text_anchor="middle", class_=kind)


def _bar(x: float, row: int, length: float, kind: str) -> Html:
    return tag(
        "rect",
        x=_number(x),
        y=row * _ROW + 4,
        width=_number(length),
        height=_BAR,
        class_=kind,
    )


def _patterned(x: float, row: int, length: float, state: str) -> list[Html]:
    """A bar: plain in order, with slanted lines not in order, with upright ones unknown."""
    if length <= 0:
        return []
    top, lines, slant = row * _ROW + 4, [], {"order": None, "broken": 8, "unknown": 0}[state]
    if slant is not None:
        at = x + 8
        while at < x + length - 2:
            lean = min(slant, x + length - at)
            lines.append(
                tag(
                    "line",
                    x1=_number(at),
                    y1=top + _BAR,
                    x2=_number(at + lean),
                    y2=top,
                    class_="stripe",
                )
            )
            at += 10
    return [_bar(x, row, length, f"bar-{state}"), *lines]


def _cut(name: str, width: float) -> str:
    room = int(width / _LETTER)
    return name if len(name) <= room else name[: room - 1] + "…"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
