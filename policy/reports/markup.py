"""HTML and SVG put together from elements, in which every text is escaped: there is no other way to
put a text in, so none can be forgotten."""

from collections.abc import Iterable
from html import escape

from policy.reports.harmless import harmless

# https://html.spec.whatwg.org/multipage/syntax.html#void-elements, those that we use.
_VOID = frozenset({"br", "hr", "link", "meta"})


class Html(str):
    """Markup that is safe to write as it is. Only `tag` and `join` make it."""

    __slots__ = ()


Content = str | Html | int


def tag(name: str, /, *children: Content, **attributes: Content | None) -> Html:
    """An element. A text among the children, and every value of an attribute, is escaped, with what
    could steer its reader written out; an attribute of None is left out. Names of attributes are
    given with `_` for `-` and without one at their end: `class_`, `aria_labelledby`."""
    inside = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(harmless(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{inside}>")
    return Html(f"<{name}{inside}>{join(children)}</{name}>")


def join(parts: Iterable[Content]) -> Html:
    """Several parts, one after the other."""
    return Html("".join(map(_written, parts)))


def _written(part: Content) -> str:
    return part if isinstance(part, Html) else escape(harmless(str(part)))
