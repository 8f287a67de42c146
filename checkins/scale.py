"""The question of the day: one item on a five-step scale. Ours, not a validated instrument: no diagnosis."""

from django.db import models

QUESTION = "How much is left in you today?"


class Level(models.IntegerChoices):
    NOTHING = 1, "Nothing left"
    LOW = 2, "Running low"
    GETTING_BY = 3, "Getting by"
    ALL_RIGHT = 4, "Doing all right"
    PLENTY = 5, "Plenty left"


LOW_LEVELS = (Level.NOTHING, Level.LOW)


class Tag(models.TextChoices):
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
