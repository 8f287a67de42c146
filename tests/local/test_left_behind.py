"""A server that was killed left a note with its number; somebody else may bear that number now."""

import os
import subprocess
import sys

import pytest

from config.local import left_behind
from config.local.left_behind import make_way
from config.local.trouble import Trouble


@pytest.fixture
def note(tmp_path):
    return tmp_path / "postmaster.pid"


def test_nothing_was_left(tmp_path):
    make_way(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "number", [str(os.getpid()), "4194305", "", "nonsense"], ids=["reused", "gone", "empty", "torn"]
)
def test_a_number_that_is_no_server_of_this_folder_is_forgotten(tmp_path, note, number):
    note.write_text(f"{number}\n/proc/self/cwd\n")
    make_way(tmp_path)
    assert not note.exists()


def test_one_that_is_closing_its_books_is_waited_for(tmp_path, note):
    with subprocess.Popen([sys.executable, "-c", "input()"], cwd=tmp_path, stdin=subprocess.PIPE) as old:
        note.write_text(f"{old.pid}\n{tmp_path}\n")
        make_way(tmp_path, pause=lambda _: (old.communicate(b"\n"), old.wait()))
        assert old.returncode == 0, "it ended before anybody else starts"
    assert not note.exists()


def test_one_that_does_not_end_is_named(tmp_path, note, monkeypatch):
    monkeypatch.setattr(left_behind, "STOPPING_WITHIN", -1)
    with subprocess.Popen([sys.executable, "-c", "input()"], cwd=tmp_path, stdin=subprocess.PIPE) as old:
        note.write_text(f"{old.pid}\n{tmp_path}\n")
        with pytest.raises(Trouble, match=f"already runs in .* .process {old.pid}."):
            make_way(tmp_path)
        old.communicate(b"\n")
    assert note.exists()
