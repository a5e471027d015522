"""A text as its paragraphs, each under the headings that it stands under.

Texts are plain or Markdown: headings begin with `#`, are underlined with `=` or `-`, stand bold on
a line of their own, or are short numbered lines ('3.2 Your content', '§ 4 Minors')."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARKED = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_UNDERLINE = re.compile(r"=+|-{2,}")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1:?")
_NUMBERED = re.compile(r"(?:§\s*)?(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=\w)(.+)")
_ITEM = re.compile(r"(?:[-*+•·–]|\(?\w{1,3}[.)])\s+\S")
_LONGEST_HEADING = 90
_SENTENCE_ENDS = (".", ";", ",", ":", "!", "?")


class Paragraph(NamedTuple):
    """`text` has single spaces between its words. `place` counts from 0 in its text. `section` is
    the headings above it, the outermost first; a heading's own is its own too."""

    place: int
    text: str
    section: tuple[str, ...]
    is_heading: bool = False


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text in their order: blocks of lines parted by empty ones; items of lists
    are paragraphs of their own."""
    found: list[Paragraph] = []
    above: dict[int, str] = {}
    for block, level in _blocks(text):
        if level:
            above = {upper: name for upper, name in above.items() if upper < level}
            above[level] = _plain(block)
        section = tuple(name for _level, name in sorted(above.items()))
        found.append(Paragraph(len(found), block, section, bool(level)))
    return found


def _blocks(text: str) -> Iterator[tuple[str, int]]:
    """Each block with its level as a heading, 0 for what is none."""
    lines: list[str] = []

    def block() -> Iterator[tuple[str, int]]:
        if lines:
            folded = " ".join(lines)
            yield folded, _level(folded) if len(lines) == 1 else 0
            lines.clear()

    for line in map(_folded, text.splitlines()):
        if not line:
            yield from block()
        elif len(lines) == 1 and _UNDERLINE.fullmatch(line):
            yield lines.pop(), 1 if line.startswith("=") else 2
        elif _MARKED.fullmatch(line) or _ITEM.match(line):
            yield from block()
            lines.append(line)
            if _MARKED.fullmatch(line):
                yield from block()
        elif len(lines) == 1 and line[0].isupper() and _level(lines[0]):
            yield from block()
            lines.append(line)
        else:
            lines.append(line)
    yield from block()


def _level(line: str) -> int:
    if marked := _MARKED.fullmatch(line):
        return len(marked[1])
    if len(line) > _LONGEST_HEADING:
        return 0
    if _BOLD.fullmatch(line):
        return 5
    if (numbered := _NUMBERED.fullmatch(line)) and not line.endswith(_SENTENCE_ENDS):
        return 5 + numbered[1].count(".") + 1
    return 0


def _plain(heading: str) -> str:
    if marked := _MARKED.fullmatch(heading):
        heading = marked[2]
    return heading.replace("**", "").replace("__", "").strip(" *_:")


def _folded(line: str) -> str:
    return " ".join(line.split())
