import re
from dataclasses import asdict

import pytest

from benchmarks.conversation import Behaviour
from benchmarks.sink import Sink
from tests.accounts.smtp_lines import Book


@pytest.fixture
def letters(mailbox, settings):
    """Mail that Django itself sends, over real SMTP."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return mailbox


@pytest.fixture
def no_way_out(settings):
    """Nobody listens where mail should go."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9


@pytest.fixture
def code_in(letters):
    """`code_in()` is the code that stands in the last letter."""

    def read() -> str:
        return re.search(r"^ {4}(\S+)\s*$", letters.text(), re.MULTILINE).group(1)

    return read


@pytest.fixture
def book():
    return Book()


@pytest.fixture(scope="module")
def running_sink():
    with Sink(keep_ids=True) as sink:
        yield sink


@pytest.fixture
def sink(running_sink):
    running_sink.behave(**asdict(Behaviour(keep_ids=True)))
    running_sink.reset()
    return running_sink
