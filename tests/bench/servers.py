"""The same register on a PostgreSQL server of this machine and in a file."""

from functools import partial
from pathlib import Path

from tests import server
from tests.bench import made_up
from tests.bench.results import Aim, Results, Skipped, compare, timed
from tests.bench.sizes import Sizes
from tests.bench.work import open_and_close, without_derivation


def on_a_server(sizes: Sizes, folder: Path) -> Results:
    work = f"unlocking {sizes.on_server:,} accounts on PostgreSQL, key derivation left out"
    programs = server.programs()
    if programs is None:
        yield Skipped(work, "PostgreSQL is not among the development tools here")
        return
    file = folder / "beside-server.somesec"
    made_up.town(file, sizes.on_server).close()
    with server.running(programs) as at:
        running = server.RunningServer(at)
        try:
            place = running.place()
            made_up.town(place, sizes.on_server).close()
            with without_derivation(file, place):
                yield compare(
                    work,
                    timed(partial(open_and_close, place)),
                    "in a file",
                    timed(partial(open_and_close, file)),
                    rounds=sizes.openings,
                    aim=Aim("10,000 accounts over PostgreSQL within 2 times the file", 2.0)
                    if sizes.on_server == 10_000
                    else None,
                )
        finally:
            running.close()
