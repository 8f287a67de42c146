"""What an entry of the library can be, and the answers that students look for first."""

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import models


class Kind(models.TextChoices):
    SERVICE = "service", "Service"
    HELPLINE = "helpline", "Help line"
    ARTICLE = "article", "Article"
    GUIDE = "guide", "Guide for a meeting"
    FAQ = "faq", "Question and answer"
    APP = "app", "App"
    ACTIVITY = "activity", "Club or activity"
    FACILITY = "facility", "Place on campus"


# Things to go to or to call; the others are texts.
PLACES = (Kind.SERVICE, Kind.HELPLINE, Kind.FACILITY, Kind.ACTIVITY, Kind.APP)

# Months after which somebody must look again: numbers change soonest.
REVIEW_MONTHS = {
    Kind.HELPLINE: 3,
    Kind.SERVICE: 6,
    Kind.ACTIVITY: 6,
    Kind.FACILITY: 6,
    Kind.APP: 6,
    Kind.ARTICLE: 12,
    Kind.GUIDE: 12,
    Kind.FAQ: 12,
}


# The sprite's picture of each.
ICONS = {
    Kind.SERVICE: "people",
    Kind.HELPLINE: "phone",
    Kind.ARTICLE: "book",
    Kind.GUIDE: "compass",
    Kind.FAQ: "chat",
    Kind.APP: "mobile",
    Kind.ACTIVITY: "sun",
    Kind.FACILITY: "door",
}


class Status(models.TextChoices):
    """As in HSDS 3: `inactive` is a draft or something that rests, `defunct` has ended for good."""

    ACTIVE = "active", "Active"
    CLOSED_FOR_NOW = "temporarily closed", "Closed for now"
    INACTIVE = "inactive", "Not offered at present"
    DEFUNCT = "defunct", "Ended"


LISTED = (Status.ACTIVE, Status.CLOSED_FOR_NOW)


class ReachesFile(models.TextChoices):
    """Whether what is said there comes to the file that the school keeps about a student."""

    NO = "no", "Does not reach your school file"
    PARTLY = "partly", "Reaches your school file in part"
    YES = "yes", "Reaches your school file"
    UNKNOWN = "unknown", "Not known whether it reaches your school file"


class Evaluators(models.TextChoices):
    """Whether one may meet somebody there who grades one."""

    NO = "no", "Nobody who grades you works there"
    YES = "yes", "Somebody who grades you may be there"
    UNKNOWN = "unknown", "Not known whether somebody who grades you is there"


class Cost(models.TextChoices):
    FREE = "free", "Free"
    PARTLY = "partly", "Free in part"
    PAID = "paid", "Costs money"
    UNKNOWN = "unknown", "Cost not known"


def language_name(code: str) -> str:
    """In English: "de" is German. A code that Django does not know is itself."""
    return LANG_INFO[code]["name"] if "name" in LANG_INFO.get(code, {}) else code


def language_choices() -> list[tuple[str, str]]:
    return sorted(
        ((code, facts["name"]) for code, facts in LANG_INFO.items() if "name" in facts),
        key=lambda choice: choice[1],
    )


def validate_language(code: str) -> None:
    if "name" not in LANG_INFO.get(code, {}):
        raise ValidationError(f"We do not know the language “{code}”. Use a code such as en, cy or pt-br.")
