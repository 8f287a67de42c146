"""The community agreement: what everybody accepts on joining. A change of its words is a new version.

These are the house's words, every school's first version; a school writes its own after them (groups/agreeing.py).
"""

Points = tuple[tuple[str, str], ...]

VERSION = 1

# Version 1, in the order in which it is shown.
POINTS: Points = (
    ("What is said here stays here", "You may take home what you learned, never who said it."),
    ("Listening comes first", "No advice unless somebody asks for it. “I hear you” is a whole answer."),
    ("Nobody has to speak", "You may pass, read along, or be away for a while. Nobody keeps count."),
    ("No patients", "Nothing by which a patient could be known: no names, dates, places, beds or numbers."),
    (
        "Mentors may have to pass something on",
        "A mentor who hears that somebody is in danger, or of harm to others, may have a duty to tell the school. "
        "They say so before you tell them more, wherever they can.",
    ),
    ("We are not a crisis service", "Nobody watches this page round the clock. Help now has people to call."),
)

# Whatever else a school writes, this is so, and everybody is told.
LAST_WORDS = POINTS[-2:]


def points_in(words: str) -> Points:
    """Paragraphs of a heading and, on the lines below it, what it means."""
    paragraphs = [part.strip() for part in words.replace("\r\n", "\n").split("\n\n") if part.strip()]
    pairs = (paragraph.partition("\n") for paragraph in paragraphs)
    return tuple((title.strip(), " ".join(meaning.split())) for title, _, meaning in pairs)


def words_of(points: Points) -> str:
    return "\n\n".join(f"{title}\n{meaning}" for title, meaning in points)
