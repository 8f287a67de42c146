import os
import signal
import subprocess
import sys

import pytest

from config.local.lock import OnlyOne
from config.local.paths import ROOT
from config.local.trouble import Trouble

HOLDER = """
import sys, time
from pathlib import Path
from config.local.lock import OnlyOne
with OnlyOne(Path(sys.argv[1])) as lock:
    lock.tell("http://localhost:8000")
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    argv = [sys.executable, "-c", HOLDER, str(tmp_path / "run.lock")]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_one_is_told_who_runs_where_and_how_to_stop_it(tmp_path, holder):
    with pytest.raises(Trouble) as told, OnlyOne(tmp_path / "run.lock"):
        pass
    assert f"(process {holder.pid})" in str(told.value)
    assert "http://localhost:8000" in str(told.value)
    assert f"kill {holder.pid}" in str(told.value)


def test_a_holder_that_was_killed_leaves_the_lock_free(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with OnlyOne(tmp_path / "run.lock"):
        assert (tmp_path / "run.lock").read_text() == str(os.getpid())
    assert (tmp_path / "run.lock").read_text() == ""
