"""The private hint before posting: what would give somebody away, and what would not."""

import time

import pytest

from groups.giveaways import LONGEST, MOST_HINTS, giveaways

TELLING = [
    ("The lady in bed 12 held my hand", "bed", "bed 12"),
    ("side room 4 again", "bed", "side room 4"),
    ("MRN 00482913 if anybody can look", "record", "MRN 00482913"),
    ("her NHS number is 943 476 5919", "record", "943 476 5919"),
    ("a 17 year old came in", "age", "17 year old"),
    ("83yo with a fall", "age", "83yo"),
    ("It happened on 14 March and I keep seeing it", "date", "14 March"),
    ("since March 14th I cannot sleep", "date", "March 14th"),
    ("on 3/11/2026 in theatre", "date", "3/11/2026"),
    ("It was Tuesday night at 3am", "time", "Tuesday night at 3am"),
    ("the arrest call at 04:15", "time", "04:15"),
    ("Mr Okonkwo died", "name", "Mr Okonkwo"),
    ("Dr. Ferreira shouted at me", "name", "Dr. Ferreira"),
    ("I am at St Mary's Hospital", "site", "St Mary's Hospital"),
    ("everybody on Ward 7B knows", "site", "Ward 7B"),
    ("my neurosurgery placement is a lonely place", "rotation", "my neurosurgery placement"),
    ("I am on rotation in paediatrics", "rotation", "rotation in paediatrics"),
    ("write to ada.l@example.edu", "contact", "ada.l@example.edu"),
    ("or 07700 900417", "contact", "07700 900417"),
]
HARMLESS = [
    "I am tired and the exam is in two weeks.",
    "A patient died and I do not know whom to tell.",
    "Does anybody have notes on cardiology?",
    "I may march through it. June is a nice name.",
    "Bed early tonight.",
    "Somebody miss the bus too? Dr who knows.",
    "Chapter 12, page 340, 20 questions a day.",
    "The ward was kind to me today.",
    "I slept 4 hours. 3 of them on the sofa.",
    "Surgery is not for me and that is all right.",
]


@pytest.mark.parametrize(("text", "kind", "words"), TELLING)
def test_what_gives_away_is_named_in_the_writers_own_words(text, kind, words):
    assert (kind, words) in [(hint.kind, hint.words) for hint in giveaways(text)]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_gives_nobody_away_gets_no_hint(text):
    assert giveaways(text) == []


def test_ones_own_names_are_hinted_at():
    assert [hint.kind for hint in giveaways("Signed, Ada", own_names=("Ada", "Quiet Otter 417", ""))] == [
        "self"
    ]


def test_hints_stand_in_the_order_of_the_text_and_are_few():
    hints = giveaways("Bed 1 with Mrs Kaur on 4 May. " + " ".join(f"bed {n}" for n in range(20, 60)))
    assert [hint.words for hint in hints[:3]] == ["Bed 1", "Mrs Kaur", "4 May"]
    assert len(hints) == MOST_HINTS


BOMBS = [
    "1",
    "1 ",
    "a@",
    "bed ",
    "Royal ",
    "Royal A ",
    "mr ",
    "my a ",
    "on ",
    "\n",
    "1-",
    "NHS ",
    "x.",
    "14 ",
]


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_text_takes_long(bomb):
    began = time.thread_time()
    giveaways(bomb * (LONGEST // len(bomb)))
    assert time.thread_time() - began < 0.5
