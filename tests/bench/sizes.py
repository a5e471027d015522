"""How much is compared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """`accounts` grow; `rounds` says for each how often it is done. `compared` are the sizes, small
    and large, of what is set beside each other. `corpora` grow too, in lines; all but the smallest
    are also given to other programs. `archive` has so many commits of so many documents of terms.
    `session` is how long somebody works at the screens, in seconds; in 0 they do not pause.
    `warms` says whether a first round, which is not counted, fills caches."""

    starts: int
    accounts: tuple[int, ...]
    rounds: tuple[int, ...]
    compared: tuple[int, int]
    openings: int
    measured: int
    imported: int
    checked: tuple[int, int]
    corpora: tuple[int, ...]
    checks: int
    whole_checks: int
    rotations: int
    on_server: int
    archive: tuple[int, int]
    screens: tuple[int, ...]
    session: int = 0
    warms: bool = True


FULL = Sizes(
    starts=15,
    accounts=(100, 1_000, 10_000, 100_000),
    rounds=(7, 5, 3, 1),
    compared=(1_000, 10_000),
    openings=3,
    measured=500,
    imported=10_000,
    checked=(200, 10_000),
    corpora=(1_000_000, 5_000_000, 50_000_000),
    checks=15,
    whole_checks=2,
    rotations=20,
    on_server=10_000,
    archive=(5_000, 120),
    screens=(10_000, 100_000),
    session=300,
)
"""What the page is made of: twenty minutes on two cores."""

SMALL = Sizes(
    starts=5,
    accounts=(100, 1_000),
    rounds=(3, 2),
    compared=(100, 1_000),
    openings=2,
    measured=50,
    imported=100,
    checked=(200, 500),
    corpora=(100_000, 1_000_000),
    checks=5,
    whole_checks=1,
    rotations=5,
    on_server=500,
    archive=(200, 20),
    screens=(1_000,),
)
"""A look on the way: a minute or two, and no page."""

TINY = Sizes(
    starts=1,
    accounts=(10, 20),
    rounds=(1, 1),
    compared=(10, 20),
    openings=1,
    measured=2,
    imported=2,
    checked=(10, 12),
    corpora=(500, 2_000),
    checks=1,
    whole_checks=1,
    rotations=2,
    on_server=10,
    archive=(4, 2),
    screens=(20,),
    warms=False,
)
"""For the test that all of it still runs."""
