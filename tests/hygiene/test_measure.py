import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import traceback
from datetime import date
from pathlib import Path

import pytest

from somesec.errors import CheckError, InputError, SomesecError
from somesec.hygiene import worker
from somesec.hygiene.context import PasswordContext
from somesec.hygiene.measure import ENGINE, Measurer, MeasureRequest
from somesec.model import Answer
from somesec.vault.fingerprint import fingerprint
from tests.hygiene.conftest import KEY, REGISTER

TODAY = date(2026, 11, 22)
CONTEXT = PasswordContext(organisation="Testilä", units=("Kirjasto",))
CANARY = "Kanarialintu-7f3a!"


def asked(password: str, **rest: object) -> MeasureRequest:
    return MeasureRequest(password=password, **{"context": CONTEXT, "today": TODAY, **rest})  # type: ignore[arg-type]


def test_facts_say_what_was_measured_and_what_was_told(measurer: Measurer) -> None:
    facts = measurer.measure(
        asked(
            "Testilä2024!",
            changed_on=date(2026, 1, 2),
            has_totp=True,
            has_recovery_codes=True,
        )
    )
    assert facts.length == 12
    assert facts.strength <= 2
    assert facts.reasons[0] == "context-word"
    assert facts.context == ("organisation",)
    assert facts.measured_on == TODAY
    assert facts.changed_on == date(2026, 1, 2)
    assert facts.has_totp
    assert facts.has_recovery_codes
    assert facts.breach.seen is Answer.UNKNOWN
    assert facts.intranet.match is Answer.UNKNOWN
    assert facts.engine == ENGINE
    assert "zxcvbn 4" in ENGINE


def test_length_is_a_class_of_the_composed_form(measurer: Measurer) -> None:
    composed, decomposed = measurer.measure_all([asked("ääkköset" * 2), asked("a\u0308" * 10)])
    assert composed.length == 16
    assert decomposed.length == 10


def test_composed_and_decomposed_forms_measure_alike(measurer: Measurer) -> None:
    composed, decomposed = measurer.measure_all(
        [asked("yöpöllö-9"), asked("yo\u0308po\u0308llo\u0308-9")]
    )
    assert composed == decomposed


def test_fingerprints_are_the_vaults(measurer: Measurer) -> None:
    facts = measurer.measure(
        asked("Uimahalli2024!", previous=("vanha-1", "", "vanha-1", "vanha-2"))
    )
    assert facts.fingerprint == fingerprint("Uimahalli2024!", KEY, REGISTER, purpose="exact")
    assert facts.previous == tuple(
        fingerprint(old, KEY, REGISTER, purpose="exact") for old in ("vanha-1", "vanha-2")
    )
    # The two differ in the number at the end alone.
    assert facts.previous_stems == (measurer.measure(asked("Vanha_3!")).stem,)


def test_near_same_passwords_share_the_stem_and_nothing_else(measurer: Measurer) -> None:
    one, other = measurer.measure_all([asked("Kirjasto2024!"), asked("kirjasto2025?")])
    assert one.stem == other.stem is not None
    assert one.fingerprint != other.fingerprint


def test_a_password_of_digits_has_no_stem(measurer: Measurer) -> None:
    assert measurer.measure(asked("490181726354")).stem is None


def test_many_come_back_in_order_each_in_its_own_context(measurer: Measurer) -> None:
    other = PasswordContext(handle="vihreaelefantti")
    requests = [asked(f"salasana-{n % 30}", context=other if n % 2 else CONTEXT) for n in range(90)]
    requests.append(asked("vihreaelefantti-1", context=other))
    requests.append(asked("vihreaelefantti-1"))
    found = measurer.measure_all(requests)
    for place in (0, 41, 89):
        assert found[place].fingerprint == fingerprint(
            requests[place].password, KEY, REGISTER, purpose="exact"
        )
    assert found[-2].context == ("handle",)
    assert found[-1].context == ()


def test_equal_passwords_are_measured_once(
    measurer: Measurer, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[worker.Job] = []
    worked = Measurer._worked

    def counted(self: Measurer, act: object, asked_for: list[worker.Job]) -> object:
        jobs.extend(asked_for)
        return worked(self, act, asked_for)  # type: ignore[arg-type]

    monkeypatch.setattr(Measurer, "_worked", counted)
    found = measurer.measure_all([asked("sama-salasana") for _ in range(50)])
    assert len(jobs) == 1
    assert len(jobs[0].contexts) == 1
    assert found == [found[0]] * 50


def test_progress_ends_with_all_done_and_never_goes_back(measurer: Measurer) -> None:
    told: list[tuple[int, int]] = []
    requests = [asked(f"sana-{n}", previous=(f"vanha-{n}",)) for n in range(40)]
    measurer.measure_all(requests, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == (40, 40)


def test_nothing_to_measure_starts_no_process() -> None:
    with Measurer(KEY, REGISTER) as idle:
        before = multiprocessing.active_children()
        assert idle.measure_all([]) == []
        assert multiprocessing.active_children() == before


@pytest.mark.parametrize("password", ["", "puoli\ud800merkki"])
def test_what_is_no_text_is_refused_before_any_work(measurer: Measurer, password: str) -> None:
    with pytest.raises(InputError):
        measurer.measure(asked(password))


def test_a_password_that_takes_too_long_is_unknown_and_its_worker_is_ended() -> None:
    hurried = Measurer(KEY, REGISTER, workers=1, seconds=0.000_001)
    with hurried, pytest.raises(CheckError, match="unknown"):
        hurried.measure(asked(CANARY))


def test_measuring_goes_on_after_a_worker_was_killed() -> None:
    with Measurer(KEY, REGISTER, workers=1) as measurer:
        before = set(multiprocessing.active_children())
        facts = measurer.measure(asked("salasana"))
        (child,) = set(multiprocessing.active_children()) - before
        child.kill()
        child.join()
        with pytest.raises(CheckError):
            measurer.measure(asked("salasana"))
        assert measurer.measure(asked("salasana")) == facts


def test_a_fault_in_a_worker_names_its_type_and_no_password(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    broken = Measurer(b"a key of a wrong length", REGISTER, workers=1)
    with broken, pytest.raises(CheckError, match="ValueError") as caught:
        broken.measure(asked(CANARY))
    shown = "".join(traceback.format_exception(caught.value))
    seen = shown + caplog.text + "".join(capfd.readouterr()) + repr(caught.value)
    assert CANARY not in seen


@pytest.mark.parametrize("request_", [asked(CANARY, previous=(CANARY,))])
def test_requests_and_jobs_do_not_show_passwords(request_: MeasureRequest) -> None:
    job = worker.Job(password=CANARY, contexts=(CONTEXT,))
    for shown in (repr(request_), str(request_), f"{request_}", repr(job), str(job), repr([job])):
        assert CANARY not in shown


def test_measuring_goes_on_after_the_caller_stopped_it_halfway(
    measurer: Measurer,
) -> None:
    class Stopped(SomesecError):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped("stop")

    with pytest.raises(Stopped):
        measurer.measure_all([asked(f"{CANARY}{n}") for n in range(60)], stop)
    assert measurer.measure(asked("salasana")).length == 8


PROGRAM = """
import sys, os, multiprocessing
from datetime import date
from somesec.hygiene.measure import Measurer, MeasureRequest
from somesec.hygiene.context import PasswordContext

if __name__ == "__main__":
    with Measurer(bytes(32), bytes(16), workers=1) as measurer:
        measurer.measure(MeasureRequest(
            password="Kanarialintu-7f3a!", context=PasswordContext(), today=date(2026, 1, 1)))
        print(multiprocessing.active_children()[0].pid, flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def started(program: Path) -> tuple["subprocess.Popen[str]", int]:
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, str(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(root),
            "TEXTUAL_LOG": str(program.with_suffix(".log")),
        },
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_a_worker_does_not_outlive_a_killed_parent(program: Path) -> None:
    process, child = started(program)
    with process:
        assert is_running(child)
        process.kill()
        process.wait()
    until = time.monotonic() + 10
    while is_running(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(child)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_a_worker_ignores_an_interrupt_and_is_not_seen_in_the_process_list(program: Path) -> None:
    process, child = started(program)
    with process:
        os.kill(child, signal.SIGINT)
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        assert is_running(child)
        assert b"Kanarialintu" not in command
        out, errors = process.communicate("")
    assert process.returncode == 0
    assert "Kanarialintu" not in out + errors
    assert not program.with_suffix(".log").exists()


@pytest.mark.skipif(os.name != "posix", reason="ends it as a system that is shut down does")
def test_a_parent_that_is_told_to_end_leaves_no_word_of_python(program: Path) -> None:
    process, _child = started(program)
    process.terminate()
    _out, errors = process.communicate()
    assert process.returncode == -signal.SIGTERM
    assert errors == ""


def test_the_parent_does_not_load_the_engine() -> None:
    code = (
        "import sys, somesec.hygiene.measure; "
        "print([m for m in ('zxcvbn', 'xkcdpass', 'textual') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"
