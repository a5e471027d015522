"""The catalogue of services: what is publicly known of each, and which one an address belongs to.

The facts are in `platforms.toml`; this module reads them once, strictly, when first asked.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import msgspec

from policy.domains import plain_domain
from policy.names import words
from somesec.errors import InputError
from somesec.language import _

OTHER = "other"

# Words that people add to a service's name: 'Facebook-sivu', 'YouTube channel', 'Instagram-konto'.
_ADDED_WORDS = {
    *("account", "accounts", "channel", "page", "pages", "profile", "group"),
    *("kanava", "tili", "tilit", "sivu", "sivut", "sivusto", "profiili", "ryhma"),
    *("kanal", "konto", "sida", "sidor", "profil", "grupp"),
}
_PLACES = re.compile(r"(\{handle\}|\{name\}|\*)")
_PLACE_PATTERNS = {
    "{handle}": r"(?P<handle>.+)",
    "{name}": r"(?P<handle>(?=[^\W_])(?=.*[^\W\d_]).+)",
    "*": r".+",
}


class Platform(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is publicly known of a service.

    `terms` maps a kind of document to its address. Password limits are in characters and None
    where the service says nothing; `password_symbols` are the only marks it allows.
    `second_factors` are values of `somesec.model.SecondFactor`, and none where none is offered to
    every account or documented. Addresses are empty where the service has no such page."""

    id: str
    name: str
    hosts: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    not_handles: tuple[str, ...] = ()
    federated: bool = False
    sign_in: str = ""
    change_password: str = ""
    password_minimum: int | None = None
    password_maximum: int | None = None
    password_symbols: str | None = None
    second_factors: tuple[str, ...] = ()
    terms: dict[str, str] = {}


class Placed(NamedTuple):
    """Where an address belongs: a platform's id (or `other`) and the handle, empty if none."""

    platform: str
    handle: str


class Catalogue:
    """Every service known, by id. Made by `load_catalogue`."""

    def __init__(self, platforms: tuple[Platform, ...], not_handles: tuple[str, ...]) -> None:
        self.platforms = platforms
        self.by_id = {platform.id: platform for platform in platforms}
        self.by_host = {host: platform for platform in platforms for host in platform.hosts}
        self.by_app = {app.casefold(): platform for platform in platforms for app in platform.apps}
        self.by_name = {
            _bare(name): platform
            for platform in platforms
            for name in (platform.id, platform.name, *platform.aliases, *platform.hosts)
        }
        self.not_handles = frozenset(not_handles)
        self.forms = {platform.id: tuple(_forms(platform)) for platform in platforms}
        self.federated = tuple(platform for platform in platforms if platform.federated)

    def get(self, platform_id: str) -> Platform | None:
        """The platform with the id, or None when the catalogue does not know it."""
        return self.by_id.get(platform_id)

    def __iter__(self) -> Iterator[Platform]:
        return iter(self.platforms)


class _Form(NamedTuple):
    """One way in which a platform's addresses carry the handle, made from a pattern."""

    host: str
    subdomain: bool
    parts: tuple[re.Pattern[str], ...]
    query: tuple[str, re.Pattern[str]] | None
    kept_as: str


class _CatalogueFile(msgspec.Struct, forbid_unknown_fields=True):
    platform: tuple[Platform, ...]
    not_handles: tuple[str, ...]


# Made while this module is loaded, for the reason in tests/test_threads.py.
msgspec.json.Decoder(_CatalogueFile)


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that comes with the program, read at the first call.

    Raises InputError when the file holds an unknown key, a wrong type or the same id or host
    twice."""
    return read_catalogue(files("policy").joinpath("platforms.toml").read_bytes())


def read_catalogue(data: bytes) -> Catalogue:
    """A catalogue from the bytes of a TOML file.

    Raises InputError as `load_catalogue` does."""
    try:
        read = msgspec.toml.decode(data, type=_CatalogueFile)
    except msgspec.DecodeError as error:
        raise InputError(
            _("The catalogue of services cannot be read: {reason}").format(reason=error)
        ) from error
    seen: set[str] = set()
    for platform in read.platform:
        for key in (platform.id, *platform.hosts, *platform.apps):
            if key in seen:
                raise InputError(
                    _("The catalogue of services names {key} twice; keep one.").format(key=key)
                )
            seen.add(key)
    return Catalogue(read.platform, read.not_handles)


def named(text: str) -> str | None:
    """The id of the platform that people call so ('FB', 'Twitter', 'YouTube-kanava'), or None."""
    names = load_catalogue().by_name
    found = names.get(_bare(text))
    if found is None:
        found = names.get("".join(word for word in words(text) if word not in _ADDED_WORDS))
    return found.id if found else None


def place(address: str) -> Placed:
    """The platform and the handle that a web or app address belongs to.

    An address on no known service is `other`, with its host and path as the handle; what is no
    address at all is `other` with an empty handle. Text before an @ in the host part, a query or
    a fragment is never kept. Raises nothing, whatever the text."""
    catalogue = load_catalogue()
    parsed = _parsed(address)
    if parsed is None:
        return _fediverse_address(address, catalogue)
    if parsed.scheme in ("android", "android-app"):
        return _place_app(parsed, catalogue)
    host = plain_domain(parsed.hostname or "")
    if not host:
        return Placed(OTHER, "")
    parts = [_decoded(part) for part in parsed.path.split("/") if part]
    platform = _on_host(host, catalogue)
    if platform is not None:
        return Placed(platform.id, _handle(platform, host, parts, parsed.query, catalogue))
    if parts and parts[0].startswith("@") and not _imitates(host, catalogue):
        for federated in catalogue.federated:
            handle = _handle(federated, host, parts, parsed.query, catalogue)
            if handle:
                return Placed(federated.id, handle)
    return Placed(OTHER, "/".join([host, *parts]))


def normalise_handle(platform: str, text: str) -> str:
    """A handle as the register keeps it: `@kirjasto` and `https://x.com/kirjasto` give `kirjasto`.

    An address of the platform without a handle in it gives an empty handle; any other text is
    kept, trimmed."""
    text = unicodedata.normalize("NFC", text).strip()
    if "/" in text:
        placed = place(text)
        if placed.platform == platform != OTHER:
            return placed.handle
    if platform == "reddit":
        text = re.sub(r"\A/?u(?:ser)?/|\A/(?=r/)", "", text)
    return text.lstrip("@").strip()


def _bare(text: str) -> str:
    """A name reduced to its folded letters and digits."""
    return "".join(words(text))


def _parsed(address: str) -> SplitResult | None:
    """The parts of a web or app address, or None when the text is none."""
    address = address.strip()
    scheme, mark, rest = address.partition("://")
    if not mark:
        scheme, rest = "https", address.removeprefix("//")
        # Without a scheme, an @ ahead of the path makes it a mail address or a fediverse one.
        if "@" in re.split(r"[/?#]", rest, maxsplit=1)[0] or ":" in re.sub(
            r":\d+", "", rest, count=1
        ):
            rest = ""
    scheme = scheme.strip().casefold()
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    # A backslash or a blank before the path is read differently by different programs: a trick.
    if not authority or "\\" in authority or not authority.isprintable() or " " in authority:
        return None
    if scheme not in ("http", "https", "android", "android-app"):
        return None
    try:
        parsed = urlsplit(f"{scheme}://{rest}")
        parsed.port  # noqa: B018 - raises on a port that is no number
    except ValueError:
        return None
    return parsed


def _fediverse_address(text: str, catalogue: Catalogue) -> Placed:
    """`@kirjasto@mastodon.social`, as people write it without a web address."""
    match = re.fullmatch(r"@([\w.-]+)@([^@\s/]+)", text.strip())
    host = plain_domain(match.group(2)) if match else ""
    if match and host:
        known = _on_host(host, catalogue)
        if known is None and catalogue.federated and not _imitates(host, catalogue):
            known = catalogue.federated[0]
        if known is not None and known.federated:
            return Placed(known.id, f"{match.group(1)}@{host}")
    return Placed(OTHER, "")


def _place_app(parsed: SplitResult, catalogue: Catalogue) -> Placed:
    package = parsed.hostname or ""
    platform = catalogue.by_app.get(package)
    return Placed(platform.id, "") if platform else Placed(OTHER, package)


def _on_host(host: str, catalogue: Catalogue) -> Platform | None:
    """The platform of the host or of the nearest host above it."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        platform = catalogue.by_host.get(".".join(labels[start:]))
        if platform is not None:
            return platform
    return None


def _imitates(host: str, catalogue: Catalogue) -> bool:
    """Whether an unknown host bears a known one's name, or is no public host name at all, so that
    it must not pass for an instance of a federated service."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return True
    if "." not in host:
        return True
    for known, platform in catalogue.by_host.items():
        brand = known.split(".")[0]
        if f".{known}." in f".{host}.":
            return True
        if not platform.federated and len(brand) > 4 and brand in host:
            return True
    return False


def _decoded(part: str) -> str:
    """A part of a path as people read it; left as it is where that would bring in a slash or
    characters that cannot be shown."""
    text = unicodedata.normalize("NFC", unquote(part))
    return text if "/" not in text and text.isprintable() and "\ufffd" not in text else part


def _handle(
    platform: Platform, host: str, parts: list[str], query: str, catalogue: Catalogue
) -> str:
    """The handle in an address of the platform, or an empty text when it carries none."""
    for form in catalogue.forms[platform.id]:
        found = _match(form, host, parts, query)
        if found is None:
            continue
        handle, whole_first_part = found
        handle = handle.strip().lstrip("@")
        page_of_its_own = handle.casefold() in {*catalogue.not_handles, *platform.not_handles}
        is_file = re.search(r"\.(?:php|html?|aspx?|txt|xml|ico|js)\Z", handle, re.IGNORECASE)
        if not handle or not handle.isprintable() or is_file:
            continue
        if page_of_its_own and whole_first_part:
            continue
        handle = form.kept_as.replace("{handle}", handle)
        return f"{handle}@{host}" if platform.federated and "@" not in handle else handle
    return ""


def _match(form: _Form, host: str, parts: list[str], query: str) -> tuple[str, bool] | None:
    """The handle where the form fits, and whether it stands where the service's own pages stand:
    as the whole first part of the path, or as the subdomain."""
    if form.subdomain:
        subdomain = host.removesuffix("." + form.host)
        if subdomain == host or "." in subdomain:
            return None
        return subdomain, True
    if form.host and host != form.host and not host.endswith("." + form.host):
        return None
    if len(parts) < len(form.parts):
        return None
    handle = ""
    for pattern, part in zip(form.parts, parts, strict=False):
        fits = pattern.fullmatch(part)
        if fits is None:
            return None
        handle = fits.groupdict().get("handle") or handle
    if form.query is not None:
        key, pattern = form.query
        for name, value in parse_qsl(query, max_num_fields=None):
            fits = pattern.fullmatch(value) if name.casefold() == key else None
            if fits is not None:
                return fits["handle"], False
        return None
    return handle, len(form.parts) == 1


def _forms(platform: Platform) -> Iterator[_Form]:
    for written in platform.handles:
        pattern, _equals, kept_as = written.partition(" = ")
        kept_as = kept_as or "{handle}"
        if pattern.startswith("{handle}."):
            yield _Form(pattern.removeprefix("{handle}."), True, (), None, kept_as)
            continue
        host, _slash, rest = pattern.partition("/")
        path, _mark, question = rest.partition("?")
        parts = tuple(_part_pattern(part) for part in path.split("/") if part)
        query = None
        if question:
            key, _equals, value = question.partition("=")
            query = (key, _part_pattern(value))
        yield _Form(host, False, parts, query, kept_as)


def _part_pattern(part: str) -> re.Pattern[str]:
    pieces = (_PLACE_PATTERNS.get(piece) or re.escape(piece) for piece in _PLACES.split(part))
    return re.compile("".join(pieces), re.IGNORECASE)
