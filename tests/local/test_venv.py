import subprocess
import sys

import pytest

from config.local import venv


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with locks and a .venv that looks installed for nothing yet."""
    (tmp_path / "config" / "requirements").mkdir(parents=True)
    for name in ("demo", "dev"):
        (tmp_path / "config" / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    monkeypatch.setattr(venv, "ROOT", tmp_path)
    monkeypatch.setattr(venv, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(venv, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    venv.PYTHON.parent.mkdir(parents=True)
    venv.PYTHON.symlink_to(sys.executable)
    return tmp_path


def test_nothing_is_installed_before_the_first_time(checkout):
    assert not venv.is_ready("demo")


def test_installed_for_development_is_enough_for_the_demo_and_not_the_other_way_round(checkout):
    venv.stamp("dev").write_text(venv.fingerprint("dev"))
    assert venv.is_ready("demo")
    venv.stamp("dev").unlink()
    venv.stamp("demo").write_text(venv.fingerprint("demo"))
    assert venv.is_ready("demo")
    assert not venv.is_ready("dev")


def test_a_changed_lock_is_installed_again(checkout):
    venv.stamp("demo").write_text(venv.fingerprint("demo"))
    venv.lock_file("demo").write_text("demo==2\n")
    assert not venv.is_ready("demo")


def test_what_is_ready_is_left_alone(checkout, monkeypatch):
    venv.stamp("demo").write_text(venv.fingerprint("demo"))
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: pytest.fail("Nothing was to be installed."))
    venv.main("demo")


def test_only_hashed_files_are_installed(checkout, monkeypatch):
    ran = []
    monkeypatch.setattr(venv, "has_our_python", lambda: True)
    monkeypatch.setattr(subprocess, "run", lambda argv, **k: ran.append([str(part) for part in argv]))
    venv.main("demo")
    assert len(ran) == 1
    assert "--require-hashes" in ran[0]
    assert str(venv.lock_file("demo")) in ran[0]
    assert venv.is_ready("demo")


def test_an_install_that_failed_is_not_taken_for_done(checkout, monkeypatch):
    def fail(argv, **_):
        raise subprocess.CalledProcessError(1, argv)

    venv.stamp("demo").write_text("of an older lock")
    monkeypatch.setattr(venv, "has_our_python", lambda: True)
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(subprocess.CalledProcessError):
        venv.main("demo")
    assert not venv.is_ready("demo")


@pytest.mark.parametrize("version", [(3, 10, 0), (3, 14, 0)])
def test_another_python_is_refused_by_name(checkout, monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 to 3\.13"):
        venv.main("demo")
