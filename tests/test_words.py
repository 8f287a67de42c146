"""Words that must not be where strangers read over one's shoulder, and words that nobody here needs to hear."""

import ast
import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.template.loader import get_template

from accounts.letter_kinds import registry
from tests.access.routes import routes

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
ROOMS = ("accounts", "checkins", "config", "groups", "resources")

# Subjects stand on locked screens and in mail logs, addresses in a browser's history, events in a log.
TELLING = re.compile(
    r"mental|mood|health|well-?being|wellness|depress|anxi|stress|burn-?out|crisis|suicid|self-harm|distress|"
    r"therap|counsel|psych|diagnos|symptom|patient|illness|feel|sad\b|lonel|exhaust",
    re.IGNORECASE,
)
# The house's own health, asked by a machine: it says nothing of anybody.
NOT_OF_A_PERSON = {"health/"}

# What a tired person reads as: you did not do enough.
UNKIND = {
    r"\bstreaks?\b|\bin a row\b": "counts days, and so makes missing one a loss",
    r"\byou (have )?(missed|failed|forgot|neglected)\b|\bfailed\b": "calls a day off a failure",
    r"\boverdue\b|\blate again\b|\bdon.t forget\b": "presses",
    r"\byou (should|must|ought)\b": "gives orders",
    r"\bdisappoint|\bashamed?\b|\bguilt": "is about guilt",
    r"\bjourney\b|\bwarriors?\b|\bbattles?\b": "makes a story of somebody's life",
    r"\bwell done\b|\bgood job\b|\bkeep it up\b|\bcongratulations\b": "marks people",
    r"\bcommit suicide\b|\bcommitted suicide\b": "calls it a crime",
    r"!": "shouts",
}


def subjects():
    ours = [f"{kind.template}.subject.txt" for kind in registry.all().values()]
    package = Path(allauth.__file__).parent
    theirs = {
        str(path.relative_to(place))
        for place in (TEMPLATES, *package.rglob("templates"))
        for path in place.rglob("*_subject.txt")
    }
    return sorted(theirs.union(ours))


@pytest.mark.parametrize("name", subjects())
def test_a_subject_tells_nothing(name):
    subject = " ".join(get_template(name).render({"email": "ada@example.edu"}).split())
    assert subject
    assert not TELLING.search(subject), subject
    assert "!" not in subject


def test_an_address_tells_nothing():
    own = [path for _, path in routes() if not path.startswith("staff/")]
    assert [path for path in own if TELLING.search(path) and path not in NOT_OF_A_PERSON] == []


def logged():
    """(file, line, what is said) of every call of a logger in the house."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "logger"
                ):
                    yield str(path.relative_to(ROOT)), node.lineno, node


def test_a_log_names_an_event_and_tells_nothing():
    calls = list(logged())
    assert len(calls) >= 5
    for place, line, call in calls:
        said = call.args[0]
        assert isinstance(said, ast.Constant), (
            f"{place}:{line} puts its event together; it may quote somebody"
        )
        assert not TELLING.search(said.value), f"{place}:{line} says {said.value!r}"
        assert len(call.args) == 1, f"{place}:{line} fills something into its event"


def words_of(path: Path) -> str:
    """What a person reads of a template: no tags, no comments, no style."""
    text = re.sub(
        r"{%\s*comment.*?endcomment\s*%}|<style.*?</style>|<!--.*?-->|{#.*?#}",
        " ",
        path.read_text(),
        flags=re.S,
    )
    strings = " ".join(re.findall(r"=\"([^\"{}<>]*)\"", " ".join(re.findall(r"{%.*?%}", text, flags=re.S))))
    visible = re.sub(r"<![^>]*>|<[^>]*>|{%.*?%}|{{.*?}}", " ", text, flags=re.S)
    return " ".join(f"{visible} {strings}".split())


def templates():
    return sorted(
        str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")
    )


@pytest.mark.parametrize(("pattern", "reason"), UNKIND.items())
def test_no_page_and_no_letter_says_what(pattern, reason):
    found = {
        name: match[0]
        for name in templates()
        if (match := re.search(pattern, words_of(TEMPLATES / name), re.IGNORECASE))
    }
    assert found == {}, reason


def test_pages_fetch_nothing_from_elsewhere():
    """Links may lead elsewhere; nothing is loaded from there."""
    fetched = re.compile(
        r"<(?:script|img|iframe|link|source|audio|video|object|embed|form)\b[^>]*(?:https?:)?//", re.I
    )
    css = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", re.IGNORECASE)
    guilty = [name for name in templates() if fetched.search((TEMPLATES / name).read_text())]
    guilty += [
        str(path.relative_to(ROOT))
        for path in (ROOT / "static").rglob("*.css")
        if css.search(path.read_text())
    ]
    scripts = list((ROOT / "static" / "js").rglob("*.js"))
    guilty += [path.name for path in scripts if re.search(r"[\"'`]https?://", path.read_text())]
    assert scripts
    assert guilty == []
