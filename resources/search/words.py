"""What somebody typed, as groups of words that mean the same. Pure: no database."""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.with_name("synonyms.toml")

# What a search may hold. More than this is no question but a page of text.
MOST_LETTERS, MOST_WORDS, LONGEST_WORD = 200, 12, 40
# A beginning of fewer letters could become nearly anything.
SHORTEST_BEGINNING = 3

# As in resources_bare (resources/migrations): apostrophes go, other punctuation parts words.
GONE = "'’‘`"
APART = '!"#$%&()*+,-./:;<=>?@[\\]^_{|}~–—…“”„«»·'
BARE = str.maketrans(APART, " " * len(APART), GONE)

TYPED, SYNONYM, PART = 1.0, 0.8, 0.7


@dataclass(frozen=True)
class Group:
    """Words of which one is enough, each with how much it counts from 0 to 1. `typed` is what stood there."""

    typed: str
    words: tuple[tuple[str, float], ...]


def split(text: str) -> list[str]:
    """The words of a text in small letters: `Can’t sleep!` is cant, sleep. At most MOST_WORDS of them."""
    known = unicodedata.normalize("NFKC", text[: MOST_LETTERS * 2]).casefold()
    letters = "".join(letter if letter.isprintable() else " " for letter in known)
    return [word[:LONGEST_WORD] for word in letters.translate(BARE).split()][:MOST_WORDS]


@cache
def synonyms(path: Path = FILE) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """From the words of a phrase to the words that say the same."""
    with path.open("rb") as file:
        sections = tomllib.load(file)
    return {
        tuple(phrase.split()): tuple(same)
        for phrases in sections.values()
        for phrase, same in phrases.items()
    }


@cache
def synonym_words() -> frozenset[str]:
    """Every word on the left: nobody mistyped those."""
    return frozenset(word for phrase in synonyms() for word in phrase)


def groups_of(words: Sequence[str]) -> list[Group]:
    """The longest phrase that has synonyms becomes one group; every other word is one by itself."""
    longest = max(map(len, synonyms()), default=1)
    groups, place = [], 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            if same := synonyms().get(phrase):
                own = TYPED if length == 1 else PART
                groups.append(
                    Group(
                        " ".join(phrase),
                        tuple((word, own) for word in phrase) + tuple((word, SYNONYM) for word in same),
                    )
                )
                place += length
                break
        else:
            groups.append(Group(words[place], ((words[place], TYPED),)))
            place += 1
    return groups


def phrases_of(groups: Sequence[Group]) -> list[str]:
    """Every run of two to five words that was typed: some entry may have it for a keyword."""
    words = " ".join(group.typed for group in groups).split()
    return sorted(
        {
            " ".join(words[start : start + length])
            for length in range(2, 6)
            for start in range(len(words) - length + 1)
        }
    )
