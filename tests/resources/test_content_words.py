"""The words that ship with the library: whole, in our voice, with their sources, and leading nowhere strange."""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from markdown_it import MarkdownIt

from accounts.models import User
from accounts.support import Support
from resources.topics import Topic
from tests.test_words import UNKIND

CONTENT = Path(settings.BASE_DIR) / "resources" / "content"
KEYS = {
    "title",
    "summary",
    "support",
    "topics",
    "stages",
    "minutes",
    "collections",
    "keywords",
    "related",
    "written_on",
    "sources",
}
# kind: the fewest and the most words of a text
LENGTHS = {"article": (300, 900), "guide": (250, 1200), "faq": (120, 350)}
OWN_PAGES = {"/help-now/", "/check-in/", "/groups/", "/library/"}
NOT_REVIEWED = "*No clinician has reviewed this page yet.*"

PATHS = sorted(CONTENT.glob("*/*.md"))
IDS = [f"{path.parent.name}/{path.stem}" for path in PATHS]

every_text = pytest.mark.parametrize("path", PATHS, ids=IDS)


@cache
def entry(path: Path) -> tuple[dict, str]:
    """(front matter, text) of a file."""
    before, front, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    assert before == "", "something stands above the front matter"
    return tomllib.loads(front), text.strip()


@cache
def collections() -> list[dict]:
    return tomllib.loads((CONTENT / "collections.toml").read_text(encoding="utf-8"))["collection"]


def tokens_of(text: str):
    for token in MarkdownIt("commonmark").parse(text):
        yield token
        yield from token.children or []


def word_count(text: str) -> int:
    return len(re.findall(r"[\w’'-]+", text))


def test_there_is_a_library_to_start_with():
    kinds = [path.parent.name for path in PATHS]
    assert set(kinds) == set(LENGTHS)
    assert kinds.count("guide") >= 8
    assert len(kinds) - kinds.count("guide") >= 34


def test_a_slug_is_used_once():
    slugs = [path.stem for path in PATHS]
    assert len(slugs) == len(set(slugs))
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_a_title_is_used_once():
    titles = [entry(path)[0]["title"] for path in PATHS]
    assert len(titles) == len(set(titles))


def test_collections_are_told_apart_and_none_is_empty():
    slugs = [collection["slug"] for collection in collections()]
    assert len(slugs) == len(set(slugs))
    assert sorted(collection["order"] for collection in collections()) == list(range(1, len(slugs) + 1))
    for collection in collections():
        assert set(collection) == {"slug", "title", "summary", "order"}
        assert 0 < len(collection["summary"]) <= 200
    used = {slug for path in PATHS for slug in entry(path)[0]["collections"]}
    assert used == set(slugs)


@every_text
def test_the_front_matter_says_what_it_needs_to(path):
    front, _ = entry(path)
    assert set(front) == KEYS
    assert front["title"].strip()
    assert 0 < len(front["summary"]) <= 200
    assert isinstance(front["minutes"], int)
    assert 1 <= front["minutes"] <= 120
    assert type(front["written_on"]) is date
    assert front["support"]
    assert front["topics"]
    for words in ("support", "topics", "stages", "collections", "keywords", "related"):
        assert len(front[words]) == len(set(front[words])), words
        assert all(word == word.strip() != "" for word in front[words]), words


@every_text
def test_it_names_only_what_exists(path):
    front, _ = entry(path)
    assert set(front["support"]) <= set(Support.values)
    assert set(front["topics"]) <= set(Topic.values)
    assert set(front["stages"]) <= set(User.Stage.values)
    assert set(front["collections"]) <= {collection["slug"] for collection in collections()}
    assert set(front["related"]) <= {other.stem for other in PATHS} - {path.stem}


@every_text
def test_it_names_its_sources(path):
    front, _ = entry(path)
    assert front["sources"]
    for source in front["sources"]:
        assert set(source) == {"title", "where", "url", "used_for"}
        assert source["title"].strip()
        assert source["used_for"].strip()
        assert re.fullmatch(r"(https://[\w.-]+/[\w./()%?=&-]*)?", source["url"]), source["url"]


@every_text
def test_it_is_as_long_as_its_kind_should_be(path):
    fewest, most = LENGTHS[path.parent.name]
    assert fewest <= word_count(entry(path)[1]) <= most


@every_text
def test_it_is_plain_markdown_that_leads_only_to_our_own_pages(path):
    _, text = entry(path)
    tokens = list(tokens_of(text))
    assert [token.content for token in tokens if token.type in ("html_block", "html_inline", "image")] == []
    assert "h1" not in {token.tag for token in tokens}
    assert {token.attrs["href"] for token in tokens if token.type == "link_open"} <= OWN_PAGES
    assert not re.search(r"https?:|www\.", text)


@every_text
def test_it_says_that_no_clinician_has_looked(path):
    _, text = entry(path)
    assert text.endswith(f"\n\n{NOT_REVIEWED}")
    assert text.count(NOT_REVIEWED) == 1


@every_text
def test_it_is_kind(path):
    """Keywords are the students' own words, and may be as harsh as they are to themselves."""
    front, text = entry(path)
    said = f"{front['title']} {front['summary']} {text}"
    found = {
        reason: match[0]
        for pattern, reason in UNKIND.items()
        if (match := re.search(pattern, said, re.IGNORECASE))
    }
    assert found == {}
