"""The wording of terms: what a text says, without what only shows how it was laid out.

A wording is paragraphs, each on one line, parted by an empty line. A heading begins with `#` to
`######` and a space, an item of a list with `- `. Two texts that say the same have the same
wording, so its SHA-256 tells whether something was changed."""

import re
import unicodedata

_LINE_END = re.compile("\r\n?|\v|\x85|\u2028")
_PARAGRAPH_END = re.compile("[\f\x1c-\x1f\u2029]")
# Controls, soft hyphens, direction marks, zero widths but for the joiners, which some scripts and
# emoji need, annotations, lone surrogates and tags: none of them is a word.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_RARE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad-\U0010ffff]")
_BULLETS = "[-*•·‣◦]"
_OPENS_PARAGRAPH = re.compile(rf"\n[ \t]*(?=(?:{_BULLETS} |#{{1,6}} ))")
_AFTER_HEADING = re.compile(r"\n(#{1,6} [^\n]*)\n")
_NEXT_IN_LIST = re.compile(r"\n(?=\d{1,3}[.)] )(?<=[.:;!?]\n)")
_BETWEEN = re.compile(r"\n\s*\n")
_BULLET = re.compile(rf"{_BULLETS} +")


def wording(text: str) -> str:
    """The text in its one form. The wording of a wording is that wording."""
    if _RARE.search(text):
        text = _PARAGRAPH_END.sub("\n\n", _LINE_END.sub("\n", text))
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    text = _OPENS_PARAGRAPH.sub("\n\n", "\n" + text)
    text = _NEXT_IN_LIST.sub("\n\n", _AFTER_HEADING.sub(r"\n\1\n\n", text))
    return "\n\n".join(filter(None, map(_paragraph, _BETWEEN.split(text))))


def _paragraph(block: str) -> str:
    line = " ".join(block.split())
    return _BULLET.sub("- ", line, count=1) if _BULLET.match(line) else line
