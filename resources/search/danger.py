"""Words after which help now comes first. They show something; nothing is written down, and nobody is told."""

from collections.abc import Sequence

# In small letters, apostrophes left out, as words.split gives them. "Suicide" alone may be for a lecture: it is shown
# then as well, since a line too many costs nothing here.
PHRASES = frozenset(
    tuple(phrase.split())
    for phrase in (
        "suicide",
        "suicidal",
        "kill myself",
        "killing myself",
        "kms",
        "end it all",
        "end my life",
        "ending my life",
        "ending it",
        "want to die",
        "wanna die",
        "wish i was dead",
        "wish i were dead",
        "better off dead",
        "better off without me",
        "dont want to live",
        "dont want to be here",
        "dont want to be alive",
        "no reason to live",
        "cant go on",
        "self harm",
        "selfharm",
        "harm myself",
        "hurt myself",
        "hurting myself",
        "cut myself",
        "cutting myself",
        "took an overdose",
        "taken an overdose",
        "overdosed on",
        "crisis",
        "emergency",
        "abuse",
        "abused",
        "rape",
        "raped",
        "sexual assault",
        "assaulted",
    )
)
LONGEST = max(map(len, PHRASES))


def sound_like_danger(words: Sequence[str]) -> bool:
    return any(
        tuple(words[start : start + length]) in PHRASES
        for length in range(1, LONGEST + 1)
        for start in range(len(words) - length + 1)
    )
