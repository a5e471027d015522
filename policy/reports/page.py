"""A page of HTML that is one file: it loads and runs nothing, and is made for the screen, for paper
and for screen readers alike."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from policy.reports.markup import Content, Html, join, tag
from somesec.language import _, current


def page(
    title: str, header: Content, *content: Content, footer: Content, kind: str | None = None
) -> bytes:
    """The page in UTF-8, in the reader's language. `header` holds the page's h1, `content` begins
    with headings of the second level; `kind` is a class of page.css for all of it."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title),
        tag("style", Html(_style())),
    )
    body = tag(
        "body",
        tag("a", _("Skip to the content"), class_="skip", href="#content"),
        tag("header", header),
        tag("main", *content, id="content", tabindex="-1"),
        tag("footer", footer),
        class_=kind,
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang=current())}\n".encode()


def section(anchor: str, title: Content, *content: Content) -> Html:
    """A part of the page under a heading of the second level; `anchor` is its id."""
    return tag("section", tag("h2", title), *content, id=anchor)


def table(
    caption: Content,
    head: tuple[Content, ...],
    rows: list[tuple[Content, ...]],
    *,
    numbers: tuple[int, ...] = (),
) -> Html:
    """A table whose first column names each row; the columns of `numbers` stand to the right."""

    def side(column: int) -> str | None:
        return "number" if column in numbers else None

    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption),
            tag(
                "thead",
                tag(
                    "tr",
                    *(tag("th", c, scope="col", class_=side(n)) for n, c in enumerate(head)),
                ),
            ),
            tag(
                "tbody",
                *(
                    tag(
                        "tr",
                        tag("th", row[0], scope="row"),
                        *(tag("td", c, class_=side(n)) for n, c in enumerate(row[1:], start=1)),
                    )
                    for row in rows
                ),
            ),
        ),
        class_="table",
    )


def listed(items: list[Html]) -> Html:
    """A list without order."""
    return tag("ul", *(tag("li", item) for item in items))


def parted(*parts: Content) -> Html:
    """Parts with a space between them."""
    return join(piece for part in parts for piece in (part, " "))


@cache
def _style() -> str:
    return (files("policy.reports") / "page.css").read_text(encoding="utf-8")


def _policy() -> str:
    """Nothing may be loaded or run; the one style is named by its hash."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
