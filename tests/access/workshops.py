"""Workshops of Northgate: one to come with a seat of Ada's and Ben in line, a draft, and one that is over."""

from dataclasses import dataclass

from resources.models import Workshop
from tests.factories import SignUpFactory, WorkshopAnswerFactory, WorkshopFactory

# Planted words: no page may show one to anybody but those named in the walk.
WORKSHOP = "cobalt-lemon-workshop"
PLACE = "hidden-maple-room"
ANSWER_WORDS = "more-pauses-please-plum"
UNSHOWN_WORDS = "lonely-pearl-answer"


@dataclass
class Workshops:
    coming: Workshop
    draft: Workshop
    past: Workshop


def workshops_of(ada, ben) -> Workshops:
    said = {
        "school": ada.school,
        "body": "## What we do\n\nWe *try* it.",
        "support": ["emotional"],
        "topics": ["sleep", "exams"],
        "contact": "The desk, second floor",
        "place": PLACE,
        "link": f"https://zoom.us/j/{PLACE}",
    }
    coming = WorkshopFactory(title=WORKSHOP, capacity=1, **said)
    SignUpFactory(workshop=coming, user=ada)
    SignUpFactory(workshop=coming, user=ben, seated_at=None)
    past = WorkshopFactory(title=f"{WORKSHOP} again", past=True, **said)
    SignUpFactory(workshop=past, user=ada, was_there=True)
    for worth in (1, 3, 4, 5, 5):
        WorkshopAnswerFactory(workshop=past, worth=worth, words=ANSWER_WORDS)
    WorkshopAnswerFactory(workshop=past, words=UNSHOWN_WORDS, is_shown=False)
    return Workshops(
        coming=coming,
        draft=WorkshopFactory(title="Not yet", is_shown=False, **said),
        past=past,
    )
