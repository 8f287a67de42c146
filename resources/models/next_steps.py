from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import School
from accounts.support import Support
from resources.topics import Topic


class NextStepQuerySet(models.QuerySet):
    def offered_in(self, school: School | None) -> "NextStepQuerySet":
        """Steps for everybody, and those of this school."""
        return self.filter(is_offered=True).filter(Q(school=None) | Q(school=school))

    def for_level(self, level: int) -> "NextStepQuerySet":
        return self.filter(lowest_level__lte=level, highest_level__gte=level)


class NextStep(models.Model):
    """One small, concrete thing that can do somebody good after a check-in, in ten minutes or less.

    A step without topics suits any day of its levels, one with several those on which all were said. It never
    diagnoses, and it never replaces a person.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=80)
    words = models.TextField(max_length=400)
    url = models.CharField(
        max_length=300,
        blank=True,
        validators=[RegexValidator(r"^(/|https://)", "A path in this house, or an address with https.")],
    )
    support = models.CharField(max_length=14, choices=Support)
    topics = ArrayField(models.CharField(max_length=10, choices=Topic), default=list, blank=True)
    lowest_level = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    highest_level = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    minutes = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    comes_first = models.BooleanField(default=False, help_text="Before all others, whatever the topics.")
    is_offered = models.BooleanField(default=True)
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="next_steps", null=True, blank=True
    )

    objects = NextStepQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="next_step_levels_are_a_span",
                condition=Q(lowest_level__gte=1, highest_level__lte=5, highest_level__gte=F("lowest_level")),
            ),
            models.CheckConstraint(
                name="next_step_takes_ten_minutes_at_most", condition=Q(minutes__range=(1, 10))
            ),
            models.CheckConstraint(
                name="next_step_topics_are_known", condition=Q(topics__contained_by=Topic.values)
            ),
        ]

    def __str__(self) -> str:
        return self.title
