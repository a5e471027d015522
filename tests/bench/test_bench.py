"""The benchmarks still run: all of them, on next to nothing. Their numbers are not asserted."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from somesec.store.place import Server
from tests.bench import guard, page
from tests.bench.__main__ import or_failing, sections
from tests.bench.chart import drawn
from tests.bench.results import Aim, Figure, Growth, Ratio, Result, Results, Skipped
from tests.bench.servers import beside_file
from tests.bench.sizes import TINY


def test_every_comparison_is_made_and_written_down(tmp_path: Path) -> None:
    done: dict[str, list[Result]] = {
        title: list(some) for title, some in sections(TINY, tmp_path) if title != "PostgreSQL"
    }
    results = [result for some in done.values() for result in some]
    ratios = [one for one in results if isinstance(one, Ratio)]
    skipped = [one for one in results if isinstance(one, Skipped)]
    # Beside keepassxc-cli twice, where it is installed: without the derivation of keys, and with.
    assert len(ratios) + len(skipped) == (18 if shutil.which("keepassxc-cli") is None else 19)
    assert len(skipped) <= 4
    assert all(one.ratios[0] > 0 and all(one.row()) for one in ratios)
    (tmp_path / "docs").mkdir()
    page.write(tmp_path / "docs/benchmarks.md", done, [guard.Counted("audit", 11, 10)], 1.0)
    written = (tmp_path / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert "`somesec --version` within 2.5 times" in written
    for picture in ("audit", "memory", "breach"):
        assert f"pictures/benchmark-{picture}.svg" in written
        assert (tmp_path / f"docs/pictures/benchmark-{picture}.svg").exists()


def test_a_section_that_breaks_off_keeps_its_results_and_says_why(tmp_path: Path) -> None:
    def broken() -> Results:
        yield Figure("one", 1.0, "s")
        raise RuntimeError("the disk | is full")

    results = list(or_failing("Terms", broken()))
    assert results[0] == Figure("one", 1.0, "s")
    (tmp_path / "docs").mkdir()
    page.write(tmp_path / "docs/page.md", {"Terms": results}, [], 1.0)
    written = (tmp_path / "docs/page.md").read_text(encoding="utf-8")
    assert "| the rest of: Terms | failed: RuntimeError the disk / is full |" in written


def test_a_server_is_set_beside_a_file(server: Server, tmp_path: Path) -> None:
    assert all(beside_file(TINY, tmp_path, server).row())


def test_an_aim_is_met_or_says_by_how_much_it_is_missed() -> None:
    aim = Aim("within 3 times", 3.0)
    assert aim.verdict(3.0) == "met"
    assert aim.verdict(3.3) == "missed by 10%"
    faster = Aim("five times as fast", 1 / 5, faster=True)
    assert faster.is_met(0.1)
    assert faster.shown(0.1) == "10.00 times as fast"


def test_a_page_says_which_aims_were_met(tmp_path: Path) -> None:
    some: list[Result] = [
        Ratio("a", "b", (3.0, 3.0), (1.0, 1.0), Aim("a within 2 times b", 2.0, why="it does more")),
        Figure("memory", 500.0, "MB", Aim("under 600 MB", 600.0, why="it keeps more")),
    ]
    page.write(tmp_path / "page.md", {"Some": some}, [], 1.0)
    written = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| a within 2 times b | 3.00 times | missed by 50% | it does more |" in written
    assert "| under 600 MB | 500 MB | met |  |" in written


def test_a_chart_is_well_formed_and_says_its_points_in_words() -> None:
    growth = Growth("x", "This & that", "lines", "seconds", {"us <1>": ((10, 0.5), (1000, 2.0))})
    tree = ET.fromstring(drawn(growth))  # noqa: S314 - our own
    told = tree.findtext("{http://www.w3.org/2000/svg}desc")
    assert told == "us <1>: 0.50 seconds at 10 lines, 2.00 seconds at 1,000 lines"


def test_steps_are_the_same_each_time_and_more_for_more() -> None:
    def work(count: int) -> int:
        return sum(number * number for number in range(count))

    assert guard.steps(lambda: work(100)) == guard.steps(lambda: work(100))
    assert guard.steps(lambda: work(200)) > guard.steps(lambda: work(100))


@pytest.mark.parametrize(("now", "slower"), [(100, False), (110, False), (111, True)])
def test_a_tenth_more_steps_are_slower(now: int, slower: bool) -> None:
    assert guard.Counted("audit", now, 100).is_slower is slower
