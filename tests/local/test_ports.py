import errno
import socket

import pytest

from config.local import ports
from config.local.trouble import Trouble


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_somebody_listens_on_is_not_free(taken):
    assert not ports.is_free(taken)
    assert ports.is_free(ports.any_free_port())


def test_the_usual_port_taken_means_the_next_and_a_word_about_it(taken, monkeypatch):
    monkeypatch.setattr(ports, "FIRST_PORT", taken)
    port, news = ports.choose_port({})
    assert port > taken
    assert f"Port {taken} is taken" in news
    assert str(port) in news


def test_the_usual_port_free_is_taken_without_a_word(monkeypatch):
    free = ports.any_free_port()
    monkeypatch.setattr(ports, "FIRST_PORT", free)
    assert ports.choose_port({"PORT": ""}) == (free, "")


def test_a_port_that_was_asked_for_is_never_swapped_in_silence(taken):
    with pytest.raises(Trouble, match=rf"Port {taken} is taken. \d+ is free: make run PORT="):
        ports.choose_port({"PORT": str(taken)})


def test_a_port_that_was_asked_for_and_is_free():
    free = ports.any_free_port()
    assert ports.choose_port({"PORT": str(free)}) == (free, "")


@pytest.mark.parametrize("nonsense", ["eighty", "0", "70000", "-1", "80 80", "٨٠٨٠", "²"])
def test_a_port_that_is_none(nonsense):
    with pytest.raises(Trouble, match="is not a port"):
        ports.choose_port({"PORT": nonsense})


def test_a_host_that_is_not_this_machine_is_named():
    with pytest.raises(Trouble, match="HOST=192.0.2.1 is no address of this machine"):
        ports.choose_port({"PORT": "8080"}, "192.0.2.1")


def test_a_port_that_is_root_s_alone(monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(ports.socket.socket, "bind", refuse)
    with pytest.raises(Trouble, match="Only root may open port 80. Choose one from 1024 on"):
        ports.choose_port({"PORT": "80"})


def test_an_address_of_the_newer_kind_stands_in_brackets():
    assert ports.with_port("::1", 8000) == "[::1]:8000"
    assert ports.with_port("127.0.0.1", 8000) == "127.0.0.1:8000"


def test_a_port_of_the_newer_kind_is_looked_at():
    with socket.socket(socket.AF_INET6) as listener:
        listener.bind(("::1", 0))
        listener.listen()
        assert not ports.is_free(listener.getsockname()[1], "::1")
    assert ports.is_free(ports.any_free_port(), "::1")
