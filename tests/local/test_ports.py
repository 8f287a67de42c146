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


@pytest.mark.parametrize("nonsense", ["eighty", "0", "70000", "-1", "80 80"])
def test_a_port_that_is_none(nonsense):
    with pytest.raises(Trouble, match="is not a port"):
        ports.choose_port({"PORT": nonsense})
