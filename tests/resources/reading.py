"""How hard a text is to read: the Flesch-Kincaid grade, roughly the school year in the United States that can read it.

0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid, Fishburne, Rogers and Chissom, 1975). Syllables are
counted by a rule of thumb; test_reading.py says how near it comes.
"""

import re

WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
SENTENCE_END = re.compile(r"[.?!:;]+(?=\s|\"|$)")


def syllables(word: str) -> int:
    """Groups of vowels, less an e that is not spoken; never none."""
    word = re.sub(r"'\w*$", "", word.lower())
    word = re.sub(r"^some(?=\w)", "som", word)
    groups = len(re.findall(r"[aeiouy]+", word)) + len(re.findall(r"i(?:a|o(?!n|u))", word))
    is_silent = re.search(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$", word) or (
        re.search(r"[^aeiouyl]es$", word) and not re.search(r"(?:[csxzg]|ch|sh)es$", word)
    )
    return max(groups - bool(is_silent), 1)


def grade(sentences: list[str]) -> float:
    """The grade of these sentences taken together."""
    words = [WORD.findall(sentence) for sentence in sentences]
    words = [found for found in words if found]
    count = sum(map(len, words))
    return (
        0.39 * count / len(words)
        + 11.8 * sum(syllables(word) for found in words for word in found) / count
        - 15.59
    )


def sentences_of(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE_END.split(text) if WORD.search(part)]
