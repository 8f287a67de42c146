"""What somebody typed, taken apart: words, synonyms, slips, danger. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.content_files import entries
from resources.search.danger import sound_like_danger
from resources.search.passages import START, STOP, marked, plain
from resources.search.slips import allowed, distance, nearest, swapped_letters
from resources.search.words import LONGEST_WORD, MOST_WORDS, groups_of, phrases_of, split, synonyms


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Can’t sleep!", ["cant", "sleep"]),
        ("can't   SLEEP", ["cant", "sleep"]),
        ("self-care/rest", ["self", "care", "rest"]),
        ("a & b | !c:* <-> (d)", ["a", "b", "c", "d"]),
        ("Ｓｔｅｐ １", ["step", "1"]),
        ("\0\x1b\u200b", []),
        ("", []),
        ("🙂 sleep", ["🙂", "sleep"]),
    ],
)
def test_words_are_taken_apart(typed, words):
    assert split(typed) == words


@given(st.text())
def test_whatever_is_typed_becomes_a_few_short_words(typed):
    words = split(typed)
    assert len(words) <= MOST_WORDS
    assert all(0 < len(word) <= LONGEST_WORD and not set(word) & set(" \0\\'\"&|!()<>:*") for word in words)
    assert [group.typed for group in groups_of(words)] or not words


def test_the_longest_phrase_with_synonyms_is_one_group():
    failed, step = groups_of(["failed", "step", "1"])
    assert failed.typed == "failed"
    assert step.typed == "step 1"
    assert {"step", "1", "usmle"} <= {word for word, _ in step.words}
    assert phrases_of([failed, step]) == ["failed step", "failed step 1", "step 1"]


def test_synonyms_are_written_as_they_are_looked_up():
    for phrase, same in synonyms().items():
        assert split(" ".join(phrase)) == list(phrase)
        assert same
        assert all(split(word) == [word] for word in same), phrase


def test_synonyms_lead_to_words_that_the_library_has():
    said = {
        word
        for entry in entries()
        for text in (
            entry.facts["title"],
            entry.facts["summary"],
            entry.facts.get("body", ""),
            *entry.facts.get("keywords", ()),
        )
        for start in range(0, len(text), 150)
        for word in split(text[max(0, start - 20) : start + 180])
    }
    lost = {word for same in synonyms().values() for word in same} - said
    # These are met by their stem: "helpline" stands as two words, the others in another form.
    assert lost <= {"helpline", "resitting"}


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("exma", "exam", 1),
        ("anxeity", "anxiety", 1),
        ("counceling", "counselling", 2),
        ("", "abc", 3),
        ("a", "a", 0),
    ],
)
def test_slips_are_counted(one, other, slips):
    assert distance(one, other) == distance(other, one) == slips


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_as_many_slips_there_as_back(one, other):
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


def test_the_nearest_word_is_taken_and_a_far_one_is_not():
    assert nearest({"exma": ["exam", "examine", "enema"]}) == {"exma": "exam"}
    assert nearest({"xqzzy": ["crazy"]}) == {}
    assert allowed("exam") < allowed("counselling")
    assert "exam" in swapped_letters("exma")


@pytest.mark.parametrize(
    "typed", ["suicide", "I want to die", "kill myself", "Self-harm", "i can’t go on", "took an overdose"]
)
def test_words_that_sound_like_danger(typed):
    assert sound_like_danger(split(typed))


@pytest.mark.parametrize(
    "typed", ["patient died", "dying of boredom", "overdose lecture", "cut down on coffee", ""]
)
def test_talk_of_study_and_work_does_not(typed):
    assert not sound_like_danger(split(typed))


def test_marks_are_html_and_nothing_else_is():
    text = f"<b>{START}sleep{STOP}</b> {STOP}{START}lost"
    assert marked(text) == "&lt;b&gt;<mark>sleep</mark>&lt;/b&gt; lost"
    assert marked(f"{START}<i>{STOP}") == "<mark>&lt;i&gt;</mark>"


def test_a_passage_has_no_signs_of_markdown():
    assert plain("## Go\n- **Get** up. See [help now](/help-now/) `x`") == "Go Get up. See help now x"


def test_a_heading_in_a_passage_does_not_run_into_what_follows():
    assert (
        plain("kind.\n\n## No sleep\x03\n\nIt passes.\n\nTry:\n\n- tea")
        == "kind. No sleep\x03. It passes. Try: tea"
    )
