import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from config.local.children import TETHER, Child, stop_all
from config.local.supervisor import FAILURES, STEADY, Keeper
from config.local.trouble import Trouble

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("here", flush=True)
time.sleep(60)
"""
WITH_A_CHILD = """
import subprocess, time
print(subprocess.Popen(["sleep", "60"]).pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def child(tmp_path):
    made = []

    def make(code, **more):
        log = tmp_path / f"{len(made)}.log"
        made.append(Child("Child", [sys.executable, "-c", code], log=log, env=dict(os.environ), **more))
        return made[-1]

    yield make
    for one in made:
        one.patience = 0.1
        one.stop()


def wait_until(true, within=60.0):
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "It did not happen."
        time.sleep(0.02)


def exists(pid):
    """Not there, or only its entry is, which nobody has fetched yet."""
    with suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def test_a_child_that_hears_goes_by_itself(child):
    one = child("import time; time.sleep(60)")
    one.start()
    assert one.is_running()
    assert one.stop()
    assert not one.is_running()


def test_a_child_that_does_not_hear_is_ended(child):
    one = child(STUBBORN, patience=0.2)
    one.start()
    wait_until(lambda: "here" in one.last_words())
    assert stop_all([one]) == [one]
    assert not one.is_running()


def test_what_a_child_started_ends_with_it(child):
    one = child(WITH_A_CHILD)
    one.start()
    wait_until(lambda: one.last_words().strip())
    grandchild = int(one.last_words())
    assert exists(grandchild)
    one.stop()
    wait_until(lambda: not exists(grandchild))


def test_a_child_ends_when_its_starter_is_killed():
    tether = [sys.executable, "-I", "-S", str(TETHER), str(int(signal.SIGTERM)), "-", "sleep", "60"]
    code = f"import subprocess, time; print(subprocess.Popen({tether!r}).pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as starter:
        pid = int(starter.stdout.readline())
        with open(f"/proc/{pid}/cmdline") as file:
            wait_until(lambda: file.seek(0) == 0 and file.read().startswith("sleep"))
        starter.kill()
    wait_until(lambda: not exists(pid))


def test_one_that_ends_before_it_answers_shows_its_last_words(child):
    one = child("import sys; sys.exit('no table to sit at')", answers=lambda: False)
    one.start()
    with pytest.raises(Trouble, match=r"ended with exit code 1 before it was ready.\n +no table to sit at"):
        one.wait_until_it_answers(10)


def test_one_that_never_answers_is_given_up(child):
    one = child("import time; time.sleep(60)", answers=lambda: False)
    one.start()
    with pytest.raises(Trouble, match="was not ready after 0 seconds"):
        one.wait_until_it_answers(0.1)


def test_a_request_to_stop_ends_the_waiting(child):
    one = child("import time; time.sleep(60)", answers=lambda: False)
    one.start()
    one.wait_until_it_answers(60, stopped=lambda: True)


def test_a_child_that_died_is_started_again_a_little_later(child):
    said = []
    one = child("import time; time.sleep(60)")
    one.start()
    first = one.process.pid
    os.kill(first, signal.SIGKILL)
    one.process.wait()
    keeper = Keeper(one)
    keeper.look(100.0, said.append)
    assert said == ["Child ended by SIGKILL. Starting it again in 1 s."]
    keeper.look(100.5, said.append)
    assert not one.is_running()
    keeper.look(101.0, said.append)
    assert one.is_running()
    assert one.process.pid != first


def test_a_child_that_keeps_dying_ends_the_house_with_its_last_words(child):
    one = child("raise SystemExit('nothing to do here')")
    one.start()
    keeper, said = Keeper(one), []

    def look_on():
        for moment in range(1, 1000):
            one.process.wait()
            keeper.look(float(moment), said.append)

    with pytest.raises(Trouble, match=rf"{FAILURES + 1} times in a row.\n +nothing to do here"):
        look_on()
    assert [line.rsplit(" in ", 1)[1] for line in said] == ["1 s.", "2 s.", "4 s.", "8 s.", "16 s."]


def test_where_code_changes_nobody_gives_up(child):
    one = child("raise SystemExit(1)")
    one.start()
    keeper = Keeper(one, is_patient=True)
    for moment in range(1, 200):
        one.process.wait()
        keeper.look(float(moment), lambda line: None)
    assert keeper.failures > FAILURES


def test_a_child_that_was_steady_starts_again_with_a_clean_slate(child):
    one = child("raise SystemExit(1)")
    one.start()
    one.process.wait()
    one.started -= STEADY + 1
    keeper = Keeper(one, failures=FAILURES)
    keeper.look(1.0, lambda line: None)
    assert keeper.failures == 1


def test_a_log_that_grew_too_long_starts_afresh(child, monkeypatch):
    monkeypatch.setattr("config.local.children.LOG_LIMIT", 10)
    one = child("print('new')")
    one.log.write_text("old " * 10)
    one.start()
    one.process.wait()
    assert one.log.read_text() == "new\n"
