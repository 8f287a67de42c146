"""The words of help now can be read by a tired person: Flesch-Kincaid grade 8 at most, the whole and each part."""

from datetime import date
from html.parser import HTMLParser

import pytest

from resources.help_now import help_now_page
from tests.resources.reading import grade, sentences_of, syllables

COUNTED = {
    "call": 1, "country": 2, "emergency": 4, "number": 2, "the": 1, "somebody": 3, "device": 2, "medical": 3,
    "licence": 2, "angle": 2, "asked": 1, "ended": 2, "lines": 1, "places": 2, "family": 3, "talked": 1, "people": 2,
}  # fmt: skip


class Paragraphs(HTMLParser):
    """What is read of the page, paragraph by paragraph. Sources are names of sites, and are left out."""

    BLOCKS = ("p", "li", "h1", "h2", "h3", "summary", "blockquote", "dt", "dd", "label", "noscript")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.open: list[bool] = []
        self.section = ""
        self.sections: dict[str, list[str]] = {}

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in ("h1", "h2"):
            self.section = values.get("id", "top")
        if tag in self.BLOCKS:
            classes = values.get("class") or ""
            is_small_print = "line-source" in classes or classes.startswith("poster")
            self.open.append(not is_small_print)
            self.parts.append("")

    def handle_endtag(self, tag):
        if tag in self.BLOCKS and self.open:
            if self.open.pop() and self.parts[-1].strip():
                text = " ".join(self.parts[-1].split())
                self.sections.setdefault(self.section, []).extend(sentences_of(text))
            self.parts.pop()

    def handle_data(self, data):
        if self.parts:
            self.parts[-1] += data


def sections() -> dict[str, list[str]]:
    reader = Paragraphs()
    reader.feed(help_now_page(today=date(2027, 3, 1)))
    return reader.sections


@pytest.mark.parametrize(("word", "count"), COUNTED.items())
def test_syllables(word, count):
    assert syllables(word) == count


def test_the_grade_is_the_one_of_the_formula():
    """13 words, 2 sentences, 16 syllables counted by hand: 0.39 * 6.5 + 11.8 * 16 / 13 - 15.59."""
    text = ["You do not have to be alone tonight", "Call the number now please"]
    assert grade(text) == pytest.approx(0.39 * 6.5 + 11.8 * 16 / 13 - 15.59)


def test_hard_words_are_told_from_easy_ones():
    easy = sentences_of("You can call now. Somebody will answer. You do not have to give your name.")
    hard = sentences_of(
        "Individuals experiencing psychological difficulties are encouraged to utilise confidential "
        "telecommunication services administered by appropriately qualified organisations."
    )
    assert grade(easy) < 5
    assert grade(hard) > 12


def test_help_now_is_read_at_grade_eight_at_most():
    parts = sections()
    assert {"danger", "talk", "doubts", "friend"} <= parts.keys()
    grades = {name: round(grade(sentences), 1) for name, sentences in parts.items()}
    grades["the whole"] = round(grade([sentence for part in parts.values() for sentence in part]), 1)
    assert {name: found for name, found in grades.items() if found > 8} == {}, grades
    print(grades)
