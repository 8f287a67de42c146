from django.db import models


class Support(models.TextChoices):
    """The four kinds of social support (House, 1981), the one frame for asks, offers and resources."""

    EMOTIONAL = "emotional", "Emotional: listening, being there"
    INSTRUMENTAL = "instrumental", "Practical: notes, a lift, a meal, a swap"
    INFORMATIONAL = "informational", "Information: how things work, where to find them"
    APPRAISAL = "appraisal", "Honest feedback: how am I doing"
