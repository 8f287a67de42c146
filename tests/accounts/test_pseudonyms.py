"""The pseudonyms that the house suggests, drawn as it draws them; in other tests they are the same in each run."""

import re
import secrets

import pytest

from accounts import aliases
from accounts.aliases import FIRST, SECOND, suggest_alias
from accounts.models import User
from tests.test_words import TELLING


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    monkeypatch.setattr(aliases, "secrets", secrets)
    return [suggest_alias() for _ in range(300)]


def test_a_pseudonym_is_two_words_and_a_number(drawn):
    assert [
        alias for alias in drawn if not re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+ [1-9][0-9]{2}", alias)
    ] == []


def test_hardly_ever_is_one_drawn_twice(drawn):
    """Of almost three million, three hundred hold the same one twice in one case of sixty, and three in none at all."""
    assert len(set(drawn)) > 297


def test_no_word_of_them_tells_anything_or_is_too_long():
    assert [word for word in FIRST + SECOND if TELLING.search(word)] == []
    longest = max(map(len, FIRST)) + max(map(len, SECOND)) + len("  100")
    assert longest <= User._meta.get_field("alias").max_length
