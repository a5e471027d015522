"""A large made-up archive: documents that grow and change by a paragraph at a time."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.terms.archives import Commit, make

SERVICES = (
    *("Facebook", "Instagram", "TikTok", "YouTube", "LinkedIn", "Twitter", "Snapchat"),
    *("Pinterest", "Reddit", "Bluesky", "Threads", "WhatsApp", "Telegram", "Twitch", "Spotify"),
)
KINDS = (
    *("Terms of Service", "Privacy Policy", "Community Guidelines", "Commercial Terms"),
    *("Copyright Claims Policy", "Trackers Policy", "Developer Terms", "Live Policy"),
)
_FIRST = datetime(2016, 11, 1, 12, tzinfo=UTC)
_DAYS = 3650


def words(chance: random.Random, count: int, vocabulary: list[str]) -> str:
    return " ".join(chance.choices(vocabulary, k=count))


def commits(documents: int, number: int, paragraphs: int, seed: int = 1) -> Iterator[Commit]:
    """So many commits over ten years, the first of each document among them."""
    chance = random.Random(seed)  # noqa: S311 - the same archive each time
    letters = "abcdefghijklmnoprstuvyäö"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(6000)]
    places = [f"{service}/{kind}.md" for kind in KINDS for service in SERVICES][:documents]
    texts: dict[str, list[str]] = {}
    for step in range(number):
        at = _FIRST + timedelta(days=_DAYS * step / number)
        place = places[step] if step < len(places) else chance.choice(places)
        name = place.removesuffix(".md").replace("/", " ")
        if place not in texts:
            texts[place] = [
                f"**{n}\\. {words(chance, 4, vocabulary)}**\n\n{words(chance, 90, vocabulary)}."
                for n in range(paragraphs)
            ]
            subject = f"First record of {name}"
        else:
            text = texts[place]
            text[chance.randrange(len(text))] = words(chance, 90, vocabulary) + "."
            subject = f"Record new changes of {name}"
            if step % 20 == 0:
                subject = f"Apply technical or declaration upgrade on {name}"
        yield Commit(at, subject, place, "\n\n".join([f"{name}\n=====", *texts[place]]) + "\n")


def make_large(folder: Path, documents: int, number: int, paragraphs: int) -> Path:
    return make(folder, commits(documents, number, paragraphs))
