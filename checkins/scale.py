"""The question of the day: one item on a five-step scale. Ours, not a validated instrument: no diagnosis."""

from django.db import models

from resources.topics import Topic

QUESTION = "How much is left in you today?"


class Level(models.IntegerChoices):
    NOTHING = 1, "Nothing left"
    LOW = 2, "Running low"
    GETTING_BY = 3, "Getting by"
    ALL_RIGHT = 4, "Doing all right"
    PLENTY = 5, "Plenty left"


LOW_LEVELS = (Level.NOTHING, Level.LOW)


# What a day was about is what a next step can be about, so that an answer leads to one.
Tag = Topic
