"""What a day, a step or a resource can be about, and how we say so in a sentence."""

from collections.abc import Iterable

from django.db import models


class Topic(models.TextChoices):
    SLEEP = "sleep", "Sleep"
    EXAMS = "exams", "Exams"
    WARD = "ward", "Ward"
    WORKLOAD = "workload", "Workload"
    PEOPLE = "people", "People"
    MONEY = "money", "Money"
    HOME = "home", "Home"
    HEALTH = "health", "Health"
    FUTURE = "future", "Future"
    GOOD_THING = "good", "Something good"


def in_words(topics: Iterable[str]) -> str:
    """As we would say it: sleep, exams and something good."""
    words = [Topic(topic).label.lower() for topic in topics]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
