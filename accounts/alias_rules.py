"""What an alias may be: something that can be read, that says who nobody is, and that looks like nobody else's."""

import re
import unicodedata
from itertools import groupby

from django.core.exceptions import ValidationError

MOST = 40
PLAIN_MARKS = " -'.’"
# Alphabets that one name of East Asia may well mix.
WRITTEN_TOGETHER = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO")
# Names under which people would expect the house or the school's own staff.
RESERVED = ("tandem", "admin", "moderator", "operator", "support team", "wellness staff", "wellbeing staff")


def tidy_alias(text: str) -> str:
    """One spelling for what looks the same: compatible letters made one, spaces made single."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def check_alias(alias: str, *, email: str, name: str, is_staff: bool) -> None:
    """Raises ValidationError, in words for beside the field. `alias` is tidied already."""
    if len(_bare(alias)) < 2:
        raise ValidationError("Two letters or more, please.", code="short")
    if len(alias) > MOST:
        raise ValidationError(f"At most {MOST} letters, please.", code="long")
    if "@" in alias:
        raise ValidationError("This looks like an e-mail address. An alias should not say who you are.")
    if any(not _is_plain(letter) for letter in alias):
        raise ValidationError("Letters, numbers, spaces, hyphens, dots and apostrophes only.", code="letters")
    if len(_scripts(alias)) > 1 or _has_stacked_marks(alias):
        raise ValidationError("Letters of one alphabet only, so that nobody can be mistaken for another.")
    if _says_who(alias, email=email, name=name):
        raise ValidationError(
            "This is very close to your real name or address. Others would know you by it.", code="real"
        )
    if not is_staff and any(word in alias.casefold() for word in RESERVED):
        raise ValidationError("This would make people think that you work here.", code="reserved")


def _bare(text: str) -> str:
    """Letters and digits alone, without accents: what two names have in common when they are the same name."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(letter for letter in apart if not unicodedata.combining(letter)))


def _is_plain(letter: str) -> bool:
    return letter in PLAIN_MARKS or unicodedata.category(letter)[0] in "LMN"


def _scripts(text: str) -> set[str]:
    """The alphabets of its letters, by the first word of their Unicode names: LATIN, CYRILLIC, GREEK and so on."""
    first_words = (unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha())
    return {"CJK" if word in WRITTEN_TOGETHER else word for word in first_words} - {"MODIFIER"}


def _has_stacked_marks(text: str) -> bool:
    runs = (len(list(run)) for is_mark, run in groupby(text, unicodedata.combining) if is_mark)
    return any(run > 2 for run in runs)


def _says_who(alias: str, *, email: str, name: str) -> bool:
    bare = _bare(alias)
    known = {_bare(email.partition("@")[0]), _bare(email)}
    if name:
        words = [_bare(word) for word in name.split()]
        known |= {"".join(words), "".join(reversed(words))}
    return bare in known - {""}
