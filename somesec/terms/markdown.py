"""Markdown as text: marks of emphasis, targets of links and the like go, words stay.

A parser of the whole language takes seconds a megabyte, and an archive holds hundreds of them.
Archives of terms write the few forms that are known here; what is not known stays as it is and is
read well enough."""

import html
import re

_LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]{0,500}\]){0,2000})\]"
    r"\((?:[^()\s]|\([^()\s]{0,500}\)){0,2000}(?:\s+\"[^\"\n]{0,500}\")?\)"
)
_ADDRESS = re.compile(r"<((?:https?|mailto):[^<>\s]{1,2000})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>|<!--(?:(?!-->).){0,2000}-->", re.DOTALL)
_STRONG = re.compile(r"__(?=\w)|(?<=\w)__|__(?=\W|$)")
_UNDERSCORED = re.compile(r"(?<!\w)_(?=\S)([^_\n]+)(?<=\S)_(?!\w)")
_STARRED = re.compile(r"(?<!\w)\*(?=\S)([^*\n]+)(?<=\S)\*(?!\w)")
_RULE = re.compile(r"(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}")
_TABLE_RULE = re.compile(r"\|?[ \t]*:?-{2,}[-:| \t]*")
_QUOTED = re.compile(r"(?:>[ \t]?)+")
_ITEM = re.compile(r"[*+-][ \t]+")
_NUMBERED = re.compile(r"\d{1,3}[.)][ \t]+")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>|<&=:\"'])")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});")

# What was escaped is no mark. A private use keeps it out of sight meanwhile.
_HIDDEN = 0xF0000
_OUT_OF_SIGHT = re.compile("[\U000f0000-\U000f007f]")


def text_of_markdown(markdown: str) -> str:
    """The text, with headings and items marked as `wording` knows them."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    has_escapes = "\\" in text
    if has_escapes:
        text = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), text)
    text = "\n".join(_lines(_without_marks(text).split("\n")))
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if has_escapes:
        text = _OUT_OF_SIGHT.sub(lambda found: chr(ord(found[0]) - _HIDDEN), text)
    return text


def _without_marks(text: str) -> str:
    """The text without links, tags and marks of emphasis."""
    if "](" in text:
        # Twice, for a picture may be the text of a link.
        text = _LINK.sub(r"\1", _LINK.sub(r"\1", text.replace("![", "[")))
    if "<" in text:
        text = _TAG.sub("", _ADDRESS.sub(r"\1", text))
    text = text.replace("**", "").replace("`", "")
    if "__" in text:
        text = _STRONG.sub("", text)
    if "_" in text:
        text = _UNDERSCORED.sub(r"\1", text)
    return _STARRED.sub(r"\1", text) if "*" in text else text


def _lines(lines: list[str]) -> list[str]:
    done: list[str] = []
    for line in lines:
        bare = line.strip()
        if bare[:1] == ">":
            bare = _QUOTED.sub("", bare, count=1).strip()
        first = bare[:1]
        if first in ("=", "-") and done and done[-1].strip() and _is_underline(bare):
            done[-1] = f"\n{'#' if first == '=' else '##'} {done[-1].strip()}\n"
        elif first and first in "*-_=" and _RULE.fullmatch(bare):
            done.append("")
        elif first and first in "*+-" and (item := _ITEM.match(bare)):
            done.append(f"\n- {bare[item.end() :]}")
        elif first == "#" and (heading := _HEADING.fullmatch(bare)):
            done.append(f"\n{heading[1]} {heading[2]}\n")
        elif first in ("|", ":", "-") and "|" in bare:
            is_rule = _TABLE_RULE.fullmatch(bare)
            done.append("" if is_rule else " ".join(bare.replace("|", " ").split()))
        elif first.isdigit() and _NUMBERED.match(bare):
            done.append(f"\n{bare}")
        else:
            done.append(bare)
    return done


def _is_underline(line: str) -> bool:
    return len(line) >= 3 and not line.strip(line[0])
