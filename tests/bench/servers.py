"""The same register on a PostgreSQL server of this machine and in a file."""

from functools import partial
from pathlib import Path

from somesec.store.place import Server
from tests import server
from tests.bench import made_up
from tests.bench.results import Aim, Ratio, Results, Skipped, compare, timed
from tests.bench.sizes import Sizes
from tests.bench.work import open_and_close, without_derivation


def on_a_server(sizes: Sizes, folder: Path) -> Results:
    programs = server.programs()
    if programs is None:
        yield Skipped(_work(sizes), "PostgreSQL is not among the development tools here")
        return
    with server.running(programs) as at:
        running = server.RunningServer(at)
        try:
            yield beside_file(sizes, folder, running.place())
        finally:
            running.close()


def beside_file(sizes: Sizes, folder: Path, place: Server) -> Ratio:
    """Unlocking at a place on a server where nothing is yet, against unlocking a file."""
    file = folder / "beside-server.somesec"
    for where in (file, place):
        made_up.town(where, sizes.on_server).close()
    with without_derivation(file, place):
        return compare(
            _work(sizes),
            timed(partial(open_and_close, place)),
            "in a file",
            timed(partial(open_and_close, file)),
            rounds=sizes.openings,
            warms=sizes.warms,
            aim=Aim(
                "10,000 accounts over PostgreSQL within 2 times the file",
                2.0,
                why="the rows travel through a socket and are decoded by the driver",
            )
            if sizes.on_server == 10_000
            else None,
        )


def _work(sizes: Sizes) -> str:
    return f"unlocking {sizes.on_server:,} accounts on PostgreSQL, key derivation left out"
