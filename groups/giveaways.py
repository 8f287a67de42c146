"""What in a text would give its writer or a patient away: a private hint before posting. It never blocks.

Rules of our own, in linear time: they know shapes (a bed, a number, an exact day), not people. What they miss is still
the writer's to see; the hint says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 20_000
MOST_HINTS = 8

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
SPECIALTY = (
    r"(?:ana?esthe\w+|cardiology|dermatology|endocrin\w+|emergency medicine|gastro\w*|general practice|geriatrics|"
    r"gyna?ecology|ha?ematology|infectious diseases|intensive care|neonat\w+|nephrology|neuro(?:logy|surgery)|"
    r"obstetrics|oncology|ophthalmology|orthop\w+|pa?ediatrics?|palliative|pathology|psychiatry|radiology|"
    r"respiratory|rheumatology|surgery|urology|vascular|icu|itu|nicu|picu|a&e)"
)
STAY = r"(?:rotation|placement|block|posting|attachment|clerkship|rota)"
NAME = r"[A-Z][\w'’-]{1,30}"
# Kind, whom it points to as the end of a sentence, shapes. Shapes of the kinds in CASED heed capital letters.
SHAPES = (
    (
        "record",
        "a number like this leads to one patient",
        r"\b(?:mrn|nhs|hospital|record|case|chi|patient)\s{0,2}"
        r"(?:no\.?|number|id|nr|#)?\s{0,2}[:#]?\s{0,2}\d[\d -]{4,14}\d\b",
        r"\b\d{3}[ -]\d{3}[ -]\d{4}\b",
    ),
    (
        "bed",
        "a bed leads to one patient",
        r"\b(?:bed|bay|cubicle|side ?room|room|theatre)\s{1,2}(?:no\.?\s?)?[a-d]?\d{1,3}[a-d]?\b",
    ),
    (
        "age",
        "an age with a story is often enough to know a patient",
        r"\b\d{1,3}[ -]?(?:year|yr|y|month|week|day)s?[ -]?(?:old|o)\b",
        r"\b\d{1,3}\s?(?:yo|y/o)\b",
    ),
    (
        "name",
        "a name leads to one person",
        rf"\b(?:[Mm]rs?|[Mm]s|[Mm]iss|[Dd]r|[Pp]rof|[Pp]rofessor|[Ss]ister|[Mm]atron)\.?\s{{1,2}}{NAME}",
    ),
    (
        "date",
        "an exact day says who was there",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s{{1,2}}(?:of\s)?{MONTH}\b",
        rf"\b{MONTH}\s{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?\b",
        r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",
    ),
    (
        "time",
        "an exact time says who was there",
        rf"\b{WEEKDAY}\s{{1,2}}(?:morning |afternoon |evening |night )?"
        r"(?:at\s)?\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm)?\b",
        r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b",
    ),
    (
        "site",
        "a place narrows it down to a few people",
        r"\b(?:St\.?|Saint|Royal|Queen|King|Prince|Princess|North|South|East|West|General|University|City)"
        rf"\s(?:{NAME}\s){{0,3}}(?:Hospital|Infirmary|Clinic|Surgery|Practice|Centre|Center)\b",
        r"\b[Ww]ard\s{1,2}(?:[A-Da-d]?\d{1,3}[A-Da-d]?|[A-D])\b",
    ),
    (
        "rotation",
        "your rotation narrows it down to the few who are on it",
        rf"\b(?:my|our|this|on|in)\s{{1,2}}(?:\w{{1,20}}\s){{0,2}}?{SPECIALTY}\s{{1,2}}{STAY}\b",
        rf"\b{STAY}\s{{1,2}}(?:in|on|at)\s{{1,2}}(?:the\s)?{SPECIALTY}\b",
    ),
    (
        "contact",
        "an address or a number leads to you",
        r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}\b",
        r"(?<![\d-])\+?\d(?:[ -]?\d){9,13}(?![\d-])",
    ),
)
CASED = {"name", "site"}


@dataclass(frozen=True)
class Giveaway:
    """`words` are the writer's own; `why` says whom they point to, as the end of a sentence."""

    kind: str
    words: str
    why: str


RULES = [
    (kind, why, re.compile(shape, 0 if kind in CASED else re.IGNORECASE))
    for kind, why, *shapes in SHAPES
    for shape in shapes
]


def giveaways(text: str, own_names: tuple[str, ...] = ()) -> list[Giveaway]:
    """At most eight, in the order in which they stand, each wording once.

    `own_names` are those by which the writer is known outside the group.
    """
    text = text[:LONGEST]
    found: dict[str, tuple[int, Giveaway]] = {}
    for kind, why, shape in RULES:
        for match in shape.finditer(text):
            words = " ".join(match.group().split())
            if len(found) < 10 * MOST_HINTS and not any(words.lower() in other for other in found):
                found[words.lower()] = (match.start(), Giveaway(kind, words, why))
    lowered = text.casefold()
    for name in own_names:
        place = lowered.find(name.casefold()) if len(name) >= 3 else -1
        if place >= 0:
            found[name.casefold()] = (place, Giveaway("self", name, "this is how people know you elsewhere"))
    return [hint for _, hint in sorted(found.values(), key=lambda pair: pair[0])][:MOST_HINTS]
