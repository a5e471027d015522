"""The benchmarks still run: all of them, on next to nothing. Their numbers are not asserted."""

from pathlib import Path

from tests.bench.__main__ import all_of
from tests.bench.cases import Sizes
from tests.bench.ratio import Ratio

TINY = Sizes(
    starts=1,
    accounts=(10, 20),
    openings=(1, 1),
    imported=2,
    imports=1,
    checked=10,
    corpus_lines=(500, 2_000),
    checks=1,
    whole_checks=1,
    rotations=2,
)


def test_every_comparison_is_made(tmp_path: Path) -> None:
    compared = list(all_of(TINY, tmp_path))
    assert len(compared) == 12
    ratios = [one for one in compared if isinstance(one, Ratio)]
    assert len(ratios) >= len(compared) - 1
    assert all(one.ratios[0] > 0 and all(one.row()) for one in ratios)
