"""Growth curves as SVG: both axes logarithmic, so that what grows alike lies alike. A line's end
bears its name, and lines differ by dashes as well as by colour."""

from html import escape
from math import ceil, floor, log10

from tests.bench.results import Growth, short

_WIDTH, _HEIGHT = 760, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 220, 40, 50
_COLOURS = ("#1f5fa8", "#b3501e", "#3c7a3c", "#7a3c7a")
_DASHES = ("", "8 4", "2 4", "10 3 2 3")
_STYLE = "text{font:13px sans-serif;fill:#333}.title{font-weight:bold;font-size:15px}"


def drawn(growth: Growth) -> str:
    """The chart of a growth, with a title and a description that says every point."""
    points = [point for line in growth.lines.values() for point in line]
    across = _Scale([size for size, _value in points], _LEFT, _WIDTH - _RIGHT)
    up = _Scale([value for _size, value in points], _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{escape(growth.title)}</title><desc>{escape(_told(growth))}</desc>",
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#fff"/>',
        f'<text class="title" x="{_LEFT}" y="22">{escape(growth.title)}, {growth.value}</text>',
    ]
    for mark in across.marks:
        at = across.at(mark)
        parts.append(
            f'<path d="M{at:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#ddd"/>'
            f'<text x="{at:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">'
            f"{mark:,.0f}</text>"
        )
    for mark in up.marks:
        at = up.at(mark)
        parts.append(
            f'<path d="M{_LEFT} {at:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{_plain(mark)}</text>'
        )
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(growth.size)}</text>'
    )
    names = _apart([up.at(line[-1][1]) for line in growth.lines.values()])
    for place, (name, line) in enumerate(growth.lines.items()):
        colour, dash = _COLOURS[place % len(_COLOURS)], _DASHES[place % len(_DASHES)]
        at_points = [(across.at(size), up.at(value)) for size, value in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at_points)
        parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in at_points
        ]
        x, _y = at_points[-1]
        parts.append(
            f'<text x="{x + 10:.1f}" y="{names[place] + 4:.1f}" style="fill:{colour}">'
            f"{escape(name)}</text>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


class _Scale:
    """A logarithmic axis between two places on the picture, with a mark at each power of ten."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        self._low, self._high = floor(log10(min(values))), ceil(log10(max(values)))
        self._high = max(self._high, self._low + 1)
        self._start, self._end = start, end
        self.marks = [10.0**power for power in range(self._low, self._high + 1)]

    def at(self, value: float) -> float:
        share = (log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)


def _apart(places: list[float]) -> list[float]:
    """The places, moved down where two would lie on each other."""
    moved = list(places)
    free = 0.0
    for index in sorted(range(len(places)), key=places.__getitem__):
        moved[index] = max(places[index], free)
        free = moved[index] + 16
    return moved


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number >= 1 else f"{number:.6f}".rstrip("0")


def _told(growth: Growth) -> str:
    return "; ".join(
        f"{name}: "
        + ", ".join(
            f"{short(value)} {growth.value} at {size:,.0f} {growth.size}" for size, value in line
        )
        for name, line in growth.lines.items()
    )
