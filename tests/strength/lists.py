"""`python -m tests.strength.lists`: makes the lists of forms anew from wordfreq 3.1.1, which is
needed for this alone (`pip install wordfreq==3.1.1`)."""

import lzma
from importlib import import_module
from pathlib import Path

from somesec.hygiene import ranks
from somesec.hygiene.letters import folded

MOST = {"fi": 150_000, "sv": 60_000, "en": 60_000}
"""Forms of each language, counted before they are folded: more help no more (docs/strength.md)."""


def main() -> None:
    top = import_module("wordfreq").top_n_list
    folder = Path(ranks.__file__).parent / "lists"
    for language, most in MOST.items():
        words = (folded(word) for word in top(language, most, wordlist="large"))
        # Two letters can be a word; one is tried like any sign.
        kept = dict.fromkeys(
            word for word in words if len(word) > 1 and word.isascii() and word.isalpha()
        )
        (folder / f"{language}.txt.xz").write_bytes(
            lzma.compress("\n".join(kept).encode(), preset=9)
        )


if __name__ == "__main__":
    main()
