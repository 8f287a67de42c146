"""One look at one address: HEAD, then GET where that is needed, over at most five redirects. Nothing is kept but what
the end was: no body, no cookie, no credential goes out or in."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, replace
from html import unescape
from http.client import HTTPException, HTTPResponse
from io import BufferedIOBase

from django.conf import settings
from django.db import models

from resources.links.address import Address, UnsafeAddress, is_same_site, read_address
from resources.links.network import CannotBeReached, Network

MOST_REDIRECTS = 5
MOST_BYTES = 64 * 1024  # enough for the head of any page
TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
CHARSET = re.compile(r"charset=\"?([\w-]{1,30})", re.IGNORECASE)
# What registrars show in place of a page whose name nobody pays for any more.
FOR_SALE = re.compile(
    r"\b(domain (name )?(is |may be )?(for sale|parked|available|expired)|buy this domain|parked (free|domain)|"
    r"this domain|online casino|casino|betting|slot gacor|judi online)\b",
    re.IGNORECASE,
)


class Outcome(models.TextChoices):
    FINE = "fine", "It leads where it should"
    GONE = "gone", "The page is not there any more"
    MOVED = "moved", "It has moved within the same site"
    ELSEWHERE = "elsewhere", "It leads to another site"
    CERTIFICATE = "certificate", "Its certificate is not valid"
    TAKEN_OVER = "taken-over", "The site may have a new owner"
    UNREACHABLE = "unreachable", "It did not answer"
    UNSAFE = "unsafe", "It is not an address that may be asked"


@dataclass(frozen=True)
class Finding:
    """How one look ended. `title` is the page's own, where it was read."""

    outcome: Outcome
    words: str = ""
    status: int = 0
    address: str = ""
    title: str = ""


@dataclass(frozen=True)
class Answer:
    status: int
    goes_to: str
    is_page: bool
    head: bytes = b""
    charset: str = "utf-8"

    @property
    def title(self) -> str:
        found = TITLE.search(self.head)
        if not found:
            return ""
        try:
            words = found[1].decode(self.charset, "replace")
        except LookupError:
            words = found[1].decode("utf-8", "replace")
        return " ".join(unescape(words).replace("\0", "").split())[:200]


def look_at(text: str, *, network: Network, reads: bool = True) -> Finding:
    """Follows the address to its end. With `reads` the page's title is read too, by a GET of 64 KiB at most."""
    try:
        first = read_address(text)
        return _follow(first, network, reads)
    except UnsafeAddress as error:
        return Finding(Outcome.UNSAFE, str(error))
    except ssl.SSLCertVerificationError as error:
        return Finding(Outcome.CERTIFICATE, f"Its certificate is not valid: {error.verify_message}."[:200])
    except ssl.SSLError:
        return Finding(Outcome.UNREACHABLE, "No secure connection could be made.")
    except CannotBeReached as error:
        return Finding(Outcome.UNREACHABLE, str(error))
    except (OSError, HTTPException, ValueError):
        return Finding(
            Outcome.UNREACHABLE, "It broke off, took too long, or said something that is no answer."
        )


def _follow(first: Address, network: Network, reads: bool) -> Finding:
    here = first
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(here, network, reads)
        if answer.status not in (301, 302, 303, 307, 308) or not answer.goes_to:
            return _finding(first, here, answer)
        here = read_address(answer.goes_to, base=here)
    return Finding(Outcome.UNREACHABLE, "It sends one round in circles.", answer.status, str(here))


def _ask(here: Address, network: Network, reads: bool) -> Answer:
    """HEAD first. Servers that do not know it, or refuse it, are asked again by GET."""
    answer = _request("HEAD", here, network)
    refused = answer.status >= 400 and answer.status not in (404, 410, 429)
    # Some say that a page is gone when they only mean HEAD: nobody is called gone on that alone.
    if refused or answer.status in (404, 410) or (reads and answer.status == 200 and answer.is_page):
        return _request("GET", here, network)
    return answer


def _request(method: str, here: Address, network: Network) -> Answer:
    with network.line(here) as line:
        lines = (
            f"{method} {here.path} HTTP/1.1",
            f"Host: {here.host}",
            f"User-Agent: Tandem link check ({settings.SITE_URL})",
            "Accept: text/html,*/*;q=0.5",
            "Accept-Encoding: identity",
            "Connection: close",
        )
        line.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        response = HTTPResponse(line, method=method)
        try:
            response.begin()
            kind = response.getheader("Content-Type", "").lower()
            charset = CHARSET.search(kind)
            answer = Answer(
                status=response.status,
                goes_to=response.getheader("Location", ""),
                is_page="html" in kind,
                charset=charset[1] if charset else "utf-8",
            )
            is_plain = response.getheader("Content-Encoding", "identity").lower() == "identity"
            if method == "GET" and answer.is_page and answer.status == 200 and is_plain:
                return replace(answer, head=_read(response))
            return answer
        finally:
            response.close()


def _read(response: BufferedIOBase) -> bytes:
    """The first bytes of a page, up to the end of its title; never more than MOST_BYTES."""
    read = bytearray()
    while len(read) < MOST_BYTES and (more := response.read1(4096)):
        read += more
        if b"</title" in read.lower():
            break
    return bytes(read[:MOST_BYTES])


def _finding(first: Address, here: Address, answer: Answer) -> Finding:
    def found(outcome: Outcome, words: str) -> Finding:
        return Finding(outcome, words, answer.status, str(here), answer.title)

    if answer.status in (404, 410):
        return found(Outcome.GONE, "The page is not there any more.")
    if answer.status >= 400 or answer.status < 200:
        # 401, 403 and 429 mean that somebody is there and does not talk to machines.
        if answer.status in (401, 403, 405, 406, 429, 451, 999):
            return found(Outcome.FINE, "It answers, but not to a machine.")
        return found(Outcome.UNREACHABLE, f"It answers with an error ({answer.status}).")
    if FOR_SALE.search(answer.title):
        return found(Outcome.TAKEN_OVER, "The page reads as if the name had been sold or given up.")
    if not is_same_site(first.host, here.host):
        return found(Outcome.ELSEWHERE, f"It now leads to {here.host}.")
    if here.path.rstrip("/") != first.path.rstrip("/") and first.path != "/":
        return found(Outcome.MOVED, "It has moved within the same site.")
    return found(Outcome.FINE, "")
