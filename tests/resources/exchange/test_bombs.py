"""Files made to keep the house busy or to fill its disk."""

import time
import tracemalloc
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from tests.resources.exchange.bringing import HEAD, NEW, PAGE, read, said

pytestmark = pytest.mark.django_db


BOMBS = {
    "markdown nesting": "> " * 13_000,
    "markdown emphasis": "*a **a " * 5_000,
    "markdown links": "[" * 20_000 + "](x)" * 5_000,
    "links": "http://" + "a." * 15_000,
    "backticks": "`" * 3 + "a" + "``" * 15_000,
}


@pytest.mark.parametrize("bomb", BOMBS, ids=BOMBS)
def test_bombs_take_a_moment_and_no_more(wil, bomb):
    rows = "".join(f"~b{number},Bomb,article,Words.,{BOMBS[bomb]}\n" for number in range(2))
    began = time.process_time()
    assert said(read(wil, HEAD.format("body") + rows, keeps=False)) == ""
    assert time.process_time() - began < 5


@pytest.mark.parametrize("column", ["url", "email", "keywords", "related", "hours", "time_zone"])
def test_cells_made_to_keep_a_pattern_busy_do_not(wil, column):
    cell = "http://" + "a" * 40_000 + "!" if column == "url" else "a@" + "a-" * 20_000 + "!"
    began = time.process_time()
    assert said(read(wil, HEAD.format(column) + NEW.format(cell)))
    assert time.process_time() - began < 2


class Endless:
    """A body of many megabytes that is made while it is read."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.parts, self.size = BytesIO(head), size
        self.tail = BytesIO(tail)

    def readline(self, most: int = 65_536) -> bytes:
        return self.read(most)

    def read(self, most: int = 65_536) -> bytes:
        if part := self.parts.read(most):
            return part
        if self.size > 0:
            most = min(most, self.size)
            self.size -= most
            return b"x" * most
        return self.tail.read(most)


def test_a_hundred_megabytes_are_refused_and_not_kept_anywhere(staff, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    tail = b'\r\n--b\r\nContent-Disposition: form-data; name="_keep"\r\n\r\n1\r\n--b--\r\n'
    size = 100 * 1024 * 1024
    body = Endless(head, size, tail)
    environ = staff._base_environ(
        PATH_INFO=reverse(PAGE),
        REQUEST_METHOD="POST",
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(len(head) + size + len(tail)),
    )
    environ["wsgi.input"] = body
    request = WSGIRequest(environ)
    request._dont_enforce_csrf_checks = True
    tracemalloc.start()
    answer = get_wsgi_application().get_response(request)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 200
    assert "This file is too large: 1.5 MB at most." in answer.content.decode()
    assert body.size == 0  # read to its end, so that the browser gets the answer
    assert list(tmp_path.iterdir()) == []
    assert peak < 20 * 1024 * 1024
