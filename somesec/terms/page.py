"""The text of a web page: what it says, without what leads about in it or asks for consent.

lxml reads pages in a time that grows with their size alone. What is left out is decided by the
page's own marks and never guessed from how its words are spread: a guess that falls otherwise the
next day would look like changed terms."""

import re
from collections.abc import Iterator

from lxml import etree

_MOST_DEPTH = 250

_SILENT = frozenset(
    {
        *("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed"),
        *("canvas", "audio", "video", "map", "head", "button", "select", "textarea", "input"),
        *("nav", "dialog", "menu", "footer"),
    }
)
_SILENT_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar"}
)
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr"),
        *("html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
        *_HEADINGS,
    }
)
# Whole names of parts: what the usual programs for consent call theirs, and what leads about. Never
# just a part of a name, or a section on cookies would be taken for a banner.
_NOISE = re.compile(
    r"(?:onetrust|ot-sdk|cookiebot|cybot|didomi|usercentrics|truste|qc-cmp|sp_message)[\w-]*|"
    r"(?:cookie|consent|gdpr)s?[_-]?(?:banner|bar|notice|consent|popup|modal|overlay|wall|dialog)|"
    r"breadcrumbs?|skip-?(?:link|nav|to-\w+)|sr-only|visually-hidden|(?:site|page|global)-?"
    r"(?:header|footer|nav(?:igation)?)|navbar|sidebar|side-?nav|toc|table-of-contents|"
    r"language-?(?:switcher|selector|picker)|share-?(?:buttons?|links?)|newsletter(?:-signup)?",
    re.IGNORECASE,
)
_ALWAYS_SHOWN = frozenset({"html", "body", "main", "article"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class PageError(Exception):
    """A page that no person's browser would show."""


def text_of_page(text: str) -> str:
    """The text of the page's main part where it marks one that holds most of it, else of all of it.

    Raises PageError for a page that is nested too deeply."""
    root = _root(text)
    if root is None:
        return ""
    parts = [root, *_main_parts(root)]
    texts = ["".join(_pieces(part)) for part in parts]
    most = len(texts[0]) / 2
    return next((found for found in texts[1:] if len(found) > most), texts[0])


def _root(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None


def _main_parts(root: etree._Element) -> Iterator[etree._Element]:
    for part in root.iter("main", "article", "div", "section"):
        if part.tag in ("main", "article") or part.get("role") == "main":
            yield part


def _pieces(part: etree._Element) -> Iterator[str]:
    """What a reader sees, with blocks parted and headings and items marked."""
    for event, element, depth in _walk(part):
        if depth > _MOST_DEPTH:
            raise PageError
        name = element.tag
        if event == "tail":
            yield element.tail or ""
            continue
        if event == "start":
            if name == "br":
                yield "\n"
            elif name in _HEADINGS:
                yield f"\n\n{_HEADINGS[name]} "
            elif name == "li":
                yield "\n\n- "
            elif name in _BLOCKS:
                yield " " if name in ("td", "th") else "\n\n"
            yield " ".join((element.text or "").split("\n"))
        elif name in _BLOCKS:
            yield " " if name in ("td", "th") else "\n\n"


def _walk(part: etree._Element) -> Iterator[tuple[str, etree._Element, int]]:
    """The elements that show, each at its start, at its end, and before what follows it."""
    ahead: list[tuple[str, etree._Element, int]] = [("start", part, 0)]
    while ahead:
        event, element, depth = ahead.pop()
        yield event, element, depth
        if event != "start":
            continue
        ahead.append(("end", element, depth))
        for child in reversed(element):
            ahead.append(("tail", child, depth))
            if isinstance(child.tag, str) and _shows(child):
                ahead.append(("start", child, depth + 1))


def _shows(element: etree._Element) -> bool:
    if element.tag in _SILENT or element.get("role") in _SILENT_ROLES:
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return False
    if _HIDDEN.search(element.get("style", "")):
        return False
    # A header within an article carries its title; the page's own does not belong to the text.
    if element.tag == "header" and not any(
        above.tag in ("main", "article", "section") for above in element.iterancestors()
    ):
        return element.find(".//h1") is not None and element.find(".//nav") is None
    names = f"{element.get('id', '')} {element.get('class', '')}".split()
    return element.tag in _ALWAYS_SHOWN or not any(map(_NOISE.fullmatch, names))
