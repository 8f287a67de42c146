"""One look at one address, against real sites on this machine that play every part."""

import ssl
import time

import pytest

from resources.links import network as ways
from resources.links.visit import MOST_BYTES, Outcome, look_at
from tests.resources.links.sites import Played, certificate, playing


@pytest.fixture
def site():
    with playing() as server:
        yield server


def look(site, path, **more):
    return look_at(f"http://example.org/{path}", network=Played({80: site.server_port}), **more)


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("", Outcome.FINE),
        ("no-head", Outcome.FINE),
        ("gone", Outcome.GONE),
        ("gone-for-head", Outcome.FINE),
        ("status/410", Outcome.GONE),
        ("status/403", Outcome.FINE),
        ("status/429", Outcome.FINE),
        ("status/500", Outcome.UNREACHABLE),
        ("status/503", Outcome.UNREACHABLE),
        ("to//elsewhere", Outcome.MOVED),
        ("to/http://www.example.org/new-home", Outcome.MOVED),
        ("to/http://other.example.com/", Outcome.ELSEWHERE),
        ("sold", Outcome.TAKEN_OVER),
        ("garbage", Outcome.UNREACHABLE),
        ("many-headers", Outcome.UNREACHABLE),
        ("long-header", Outcome.UNREACHABLE),
        ("packed", Outcome.FINE),
    ],
)
def test_how_it_ends(site, path, outcome):
    assert look(site, path).outcome == outcome


def test_going_round_in_circles_ends(site):
    url = "http://example.org/here"
    for _ in range(9):
        url = f"http://example.org/to/{url}"
    found = look_at(url, network=Played({80: site.server_port}))
    assert found.outcome == Outcome.UNREACHABLE
    assert "circles" in found.words
    assert len(site.asked) == 6


def test_a_page_is_read_to_its_title_and_no_further(site):
    found = look(site, "titled/Student-counselling")
    assert (found.title, found.status) == ("Student counselling", 200)


def test_a_page_without_an_end_is_cut(site):
    assert look(site, "huge").outcome == Outcome.FINE
    time.sleep(0.2)
    # What the sockets of both sides hold is sent as well; far from all of it.
    assert MOST_BYTES <= site.sent < 20_000_000


def test_without_reading_one_request_is_enough(site):
    look(site, "page", reads=False)
    assert [method for method, *_ in site.asked] == ["HEAD"]


def test_an_answer_that_drips_is_cut(site, monkeypatch):
    monkeypatch.setattr(ways, "WHOLE_WITHIN", 1.0)
    began = time.monotonic()
    assert look(site, "drip").outcome == Outcome.UNREACHABLE
    assert time.monotonic() - began < 10


def test_nobody_there():
    with playing() as server:
        port = server.server_port
    assert look_at("http://example.org/", network=Played({80: port})).outcome == Outcome.UNREACHABLE


def test_a_name_that_nobody_knows():
    network = Played({}, names={"nowhere.example.org": []})
    assert look_at("http://nowhere.example.org/", network=network).outcome == Outcome.UNREACHABLE


@pytest.mark.parametrize(
    ("names", "is_over", "is_trusted", "outcome"),
    [
        (["example.org"], False, True, Outcome.FINE),
        (["example.org"], False, False, Outcome.CERTIFICATE),
        (["example.org"], True, True, Outcome.CERTIFICATE),
        (["somebody-else.example"], False, True, Outcome.CERTIFICATE),
    ],
)
def test_certificates(tmp_path, names, is_over, is_trusted, outcome):
    server_side, public = certificate(tmp_path, *names, is_over=is_over)
    ours = ssl.create_default_context(cafile=public) if is_trusted else ssl.create_default_context()
    with playing(server_side) as server:
        network = Played({443: server.server_port}, context=ours)
        found = look_at("https://example.org/", network=network)
    assert found.outcome == outcome, found


def test_from_http_to_https_is_no_move(tmp_path, site):
    server_side, public = certificate(tmp_path, "example.org")
    with playing(server_side) as secure:
        ports = {80: site.server_port, 443: secure.server_port}
        network = Played(ports, context=ssl.create_default_context(cafile=public))
        found = look_at("http://example.org/to/https://example.org/to/", network=network)
    assert found.outcome in (Outcome.FINE, Outcome.MOVED)
    assert ("93.184.216.34", 443) in network.connected
