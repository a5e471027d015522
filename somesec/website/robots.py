"""What a website lets programs read: robots.txt, as RFC 9309 says.

The standard library's reader knows no wildcards and takes the first rule instead of the longest.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

MOST_BYTES = 512 * 1024
MOST_SECONDS = 10.0
_MOST_RULES = 2000


class _Rule(NamedTuple):
    path: str
    allowed: bool


class Robots(msgspec.Struct, frozen=True):
    """The rules for one program, and the seconds it is asked to wait between two pages."""

    rules: tuple[_Rule, ...] = ()
    pause: float = 0.0

    def allow(self, path: str) -> bool:
        """Whether a path, with its query, may be read: the longest rule that fits decides, and of
        two alike the one that allows."""
        fitting = [rule for rule in self.rules if _fits(rule.path, path)]
        return max(fitting, key=lambda r: (len(r.path), r.allowed)).allowed if fitting else True


def read_robots(body: bytes, agent: str) -> Robots:
    """The rules for a program in the bytes of a robots.txt, of which the first 512 KiB count.
    Lines that cannot be understood are passed over. Raises nothing, whatever the bytes."""
    own: list[_Rule] | None = None
    others: list[_Rule] = []
    pauses: dict[str, float] = {}
    named: set[str] = set()
    in_rules = False
    text = body[:MOST_BYTES].decode("utf-8-sig", errors="replace")
    for line in re.split(r"\r\n|\r|\n", text):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().casefold(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if in_rules:
                named, in_rules = set(), False
            named.add(value.casefold())
            if value.casefold() == agent and own is None:
                own = []
        elif key in ("allow", "disallow"):
            in_rules = True
            rule = _Rule(value, key == "allow")
            if agent in named and own is not None and value and len(own) < _MOST_RULES:
                own.append(rule)
            elif "*" in named and value and len(others) < _MOST_RULES:
                others.append(rule)
        elif key == "crawl-delay":
            in_rules = True
            pauses |= dict.fromkeys(named, _seconds(value))
    rules = others if own is None else own
    return Robots(tuple(rules), pauses.get("*" if own is None else agent, 0.0))


def _seconds(text: str) -> float:
    return min(float(text), MOST_SECONDS) if re.fullmatch(r"\d{1,4}(\.\d{1,3})?", text) else 0.0


def _fits(rule: str, path: str) -> bool:
    """Whether the path begins as the rule says; `*` is any text, `$` at the end the path's end."""
    path = unquote(path)
    to_the_end = rule.endswith("$")
    first, *rest = (unquote(part) for part in rule.removesuffix("$").split("*"))
    if not path.startswith(first):
        return False
    place = len(first)
    if not rest:
        return not to_the_end or place == len(path)
    *middle, last = rest
    for part in middle:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    if to_the_end:
        return len(path) - len(last) >= place and path.endswith(last)
    return path.find(last, place) >= 0
