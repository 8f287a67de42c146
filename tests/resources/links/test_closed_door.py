"""Whatever somebody types as an address, the checker never connects to this machine or its neighbours."""

import socket
from ipaddress import ip_address

import pytest

from resources.links.address import UnsafeAddress, is_outside, is_same_site, read_address
from resources.links.network import Network
from resources.links.visit import Outcome, look_at
from tests.resources.links.sites import OUTSIDE, Played, playing

INSIDE = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.1./",
    "http://0/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://api.localhost/",
    "http://router.local/",
    "http://db.internal/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://printer.home.arpa/",
    "http://postgres/",
    "http://10.0.0.1/",
    "http://10.255.255.254/",
    "http://172.16.0.1/",
    "http://172.31.255.254/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00::1]/",
    "http://[fc00::1]/",
    "http://[ff02::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:0:0:0:0:80ff:fffe]/",
    "http://①②⑦.⓪.⓪.①/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%00.example.org/",
    "http://example.org@127.0.0.1/",
    "http://user:password@example.org/",
    "http://127.0.0.1\\@example.org/",
    "http://example.org\\.127.0.0.1/",
    "http://example.org:22/",
    "http://example.org:6379/",
    "https://example.org:80/",
    "http://example.org:99999/",
    "http://example.org:x/",
    "http://exa mple.org/",
    "http://example.org/\r\nHost: 127.0.0.1",
    "http://example.org/\x00",
    "http://[::1/",
    "http:///path",
    "http://",
    "//example.org/",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://example.org/",
    "dict://example.org:11211/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "unix:/run/postgresql",
    "http+unix://%2Frun%2Fdocker.sock/",
    "",
    "example.org",
    "http://" + "a" * 64 + ".org/",
    "http://" + "a." * 200 + "org/",
    "http://example.org/" + "x" * 3000,
    "http://-example.org/",
    "http://exa_mple..org/",
]


@pytest.mark.parametrize("address", INSIDE)
def test_no_connection_is_made(address, monkeypatch):
    def connect(*_, **__):
        raise AssertionError("It connected.")

    monkeypatch.setattr(Network, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    assert look_at(address, network=Network()).outcome == Outcome.UNSAFE


@pytest.mark.parametrize(
    "numbers",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["fe80::1%eth0"],
        [OUTSIDE, "127.0.0.1"],
        ["2606:2800:220:1::1", "fd00::1"],
        ["64:ff9b::a00:1"],
    ],
)
def test_a_name_that_leads_inside_is_not_connected_to(numbers):
    network = Played({80: 1}, names={"innocent.example.org": numbers})
    assert look_at("http://innocent.example.org/", network=network).outcome == Outcome.UNSAFE
    assert network.connected == []


def test_a_name_that_changes_its_mind_is_asked_once_a_request_and_looked_at_each_time():
    with playing() as server:
        names = {"rebinding.example.org": [[OUTSIDE], ["127.0.0.1"]]}
        network = Played({80: server.server_port}, names=names)
        found = look_at("http://rebinding.example.org/", network=network)
        # The HEAD went to the number that was looked at; the GET found another one and went nowhere.
        assert found.outcome == Outcome.UNSAFE
        assert network.connected == [(OUTSIDE, 80)]
        assert [method for method, *_ in server.asked] == ["HEAD"]


def test_the_number_that_was_looked_at_is_the_number_that_is_connected_to(monkeypatch):
    seen = []
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *a, **k: seen.append(a) or [(2, 1, 6, "", (OUTSIDE, 80))]
    )
    monkeypatch.setattr(socket, "create_connection", lambda place, timeout: seen.append(place) or _refuse())
    assert look_at("http://example.org/", network=Network()).outcome == Outcome.UNREACHABLE
    assert seen[1:] == [(OUTSIDE, 80)]


def _refuse():
    raise ConnectionRefusedError


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://localhost/",
        "http://inside.example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "http://user:word@example.org/",
        "//127.0.0.1/",
        "http://example.org:22/",
        "http://2130706433/",
    ],
)
def test_a_redirect_is_looked_at_like_any_address(target):
    with playing() as server:
        network = Played({80: server.server_port}, names={"inside.example.org": ["192.168.0.1"]})
        found = look_at(f"http://example.org/to/{target}", network=network)
        assert found.outcome == Outcome.UNSAFE
        assert network.connected == [(OUTSIDE, 80)]


def test_what_goes_out_carries_no_secret_and_no_cookie():
    with playing() as server:
        network = Played({80: server.server_port})
        look_at("http://example.org/page?a=b#part", network=network)
        for _, host, path, headers in server.asked:
            assert (host, path) == ("example.org", "/page?a=b")
            assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_letters_of_other_scripts_go_out_as_names_and_paths_that_servers_know():
    address = read_address("https://bücher.example/weg/ä?q=ü")
    assert address.host == "xn--bcher-kva.example"
    assert address.path == "/weg/%C3%A4?q=%C3%BC"


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_the_open_internet_is_outside(number):
    address = read_address(f"http://[{number}]/" if ":" in number else f"http://{number}/")
    assert address.host.strip("[]") == number


def test_reading_an_address_takes_no_longer_than_its_length_allows():
    with pytest.raises(UnsafeAddress):
        read_address("http://" + "[" * 100_000)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("example.org", "www.example.org", True),
        ("help.example.org", "example.org", True),
        ("med.example.ac.uk", "www.example.ac.uk", True),
        ("one.ac.uk", "two.ac.uk", False),
        ("example.org", "example.com", False),
        ("notexample.org", "example.org", False),
    ],
)
def test_one_site_or_two(one, other, same):
    assert is_same_site(one, other) is same


def test_every_special_range_is_inside():
    for number in ("192.0.0.8", "240.0.0.1", "2001:db8::1", "::"):
        assert not is_outside(ip_address(number))
