"""Characters that JSON may carry as they are but a terminal acts on or a reader does not see."""

import re

# Controls from DEL on (JSON escapes those before), direction marks and overrides, zero widths, line
# and paragraph separators; and lone surrogates, which are no UTF-8.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def escaped(json: str) -> str:
    """JSON text with such characters as JSON escapes, which say the same and do nothing."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json)
