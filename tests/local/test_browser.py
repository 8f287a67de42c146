import os

import pytest

from config.local import browser
from config.local.trouble import Trouble


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with no browser, and an ordinary person at it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "ON_A_MAC", ())
    return tmp_path


def put(path):
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_chrome_will_do(machine):
    chrome = put(machine / "google-chrome")
    assert browser.find_or_install() == chrome


def test_the_one_that_is_named_comes_first(machine, monkeypatch):
    put(machine / "chromium")
    mine = put(machine / "mine")
    monkeypatch.setenv("CHROMIUM", mine)
    assert browser.find_or_install() == mine


def test_one_that_is_named_and_not_there_is_an_error(machine, monkeypatch):
    put(machine / "chromium")
    monkeypatch.setenv("CHROMIUM", str(machine / "gone"))
    with pytest.raises(Trouble, match="is not a program"):
        browser.find_or_install()


def test_none_at_all_fails_with_the_one_command_to_run(machine):
    with pytest.raises(Trouble, match="sudo apt-get install --yes .*chromium"):
        browser.find_or_install()


def test_the_one_without_windows_is_preferred(machine):
    put(machine / "chromium")
    light = put(machine / "chromium-headless-shell")
    assert browser.find_or_install() == light


@pytest.mark.parametrize("known", browser.PACKAGES)
def test_root_has_the_first_installed_that_the_system_knows(machine, monkeypatch, known):
    ran = []

    def run(argv, **_):
        ran.append(argv[-1])
        if argv[-1] == known:
            put(machine / known)

    put(machine / "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(browser.subprocess, "run", run)
    assert browser.find_or_install() == str(machine / known)
    assert ran == ["update", *browser.PACKAGES[: browser.PACKAGES.index(known) + 1]]
