"""An entry of the library. Names follow Open Referral's HSDS 3 where it has one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import EmailValidator, MaxLengthValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import School, User
from accounts.support import Support
from accounts.zones import validate_zone
from resources.addresses import key_of
from resources.hours import Hours, hours_at, is_open_at
from resources.kinds import (
    LISTED,
    PLACES,
    REVIEW_MONTHS,
    Cost,
    Evaluators,
    Kind,
    ReachesFile,
    Status,
    language_name,
    validate_language,
)
from resources.markdown import LONGEST, render
from resources.models.collections import Collection
from resources.models.queries import ResourceQuerySet
from resources.sources import validate_sources
from resources.topics import Topic

# What is in the history, and what a file of the library can say.
FACTS: tuple[str, ...] = (
    "kind",
    "title",
    "organisation",
    "status",
    "alert",
    "summary",
    "body",
    "url",
    "email",
)
FACTS += ("eligibility", "cost", "fees", "languages", "interpretation", "accessibility", "required_documents")
FACTS += ("address", "directions", "time_zone", "hours_note", "country")
FACTS += ("support", "topics", "stages", "reaches_file", "who_is_told", "evaluators")
FACTS += ("waiting_time", "waiting_reported_on", "licensing_note", "insurance_note")
FACTS += ("keywords", "related", "sources", "minutes", "written_on")
TRACKED = (*FACTS, "is_public", "assured_on", "assured_by", "review_by", "withdrawn_on", "changed_by")


class MonthsAfter(models.Func):
    """A date some months after another; the last day of the month where the day does not exist there."""

    template = "((%(expressions)s + interval '%(months)s months')::date)"
    output_field = models.DateField()


def next_review() -> models.Expression:
    """Where nobody named a date: the interval of the kind, after the last check or else the first day."""
    last = Coalesce("assured_on", "written_on", "added_on")
    by_kind = [
        When(kind=kind, then=MonthsAfter(last, months=months)) for kind, months in REVIEW_MONTHS.items()
    ]
    return Coalesce(F("review_by"), Case(*by_kind, default=last, output_field=models.DateField()))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange(*(name for name in TRACKED if name != "changed_by"))),
    fields=list(TRACKED),
    obj_field=pghistory.ObjForeignKey(related_name="events"),
    model_name="ResourceEvent",
    attrs={
        "changed_by": models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
        )
    },
)
class Resource(models.Model):
    """Something that can help: a service, a help line, an article. Without a school it is global: for every school.

    `next_review_on` is reckoned by the database: when somebody must look again. Past it the entry stays, and says so.
    """

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="resources", null=True, blank=True
    )
    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    body = models.TextField(
        blank=True, validators=[MaxLengthValidator(LONGEST)], help_text="Markdown, without HTML."
    )
    body_html = models.TextField(editable=False, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    alert = models.CharField(
        max_length=300, blank=True, help_text="What is different just now. It stands at the top of the page."
    )
    url = models.CharField(
        "address on the web", max_length=500, blank=True, validators=[URLValidator(schemes=["https", "http"])]
    )
    email = models.CharField(max_length=254, blank=True, validators=[EmailValidator()])

    # Who can come, and what it takes
    eligibility = models.CharField("who can come", max_length=300, blank=True)
    cost = models.CharField(max_length=8, choices=Cost, default=Cost.UNKNOWN)
    fees = models.CharField(max_length=300, blank=True)
    languages = ArrayField(
        models.CharField(max_length=12, validators=[validate_language]), default=list, blank=True
    )
    interpretation = models.CharField("interpreters", max_length=300, blank=True)
    accessibility = models.CharField(max_length=500, blank=True)
    required_documents = models.CharField("what to bring", max_length=300, blank=True)

    # Where and when
    address = models.CharField("where it is", max_length=300, blank=True)
    directions = models.CharField("how to find it", max_length=300, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, validators=[validate_zone])
    hours_note = models.CharField("hours in words", max_length=200, blank=True)
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", "Two capital letters, such as GB.")],
        help_text="Where a global entry is for one country alone.",
    )

    # What it is about
    support = ArrayField(models.CharField(max_length=14, choices=Support), default=list, blank=True)
    topics = ArrayField(models.CharField(max_length=10, choices=Topic), default=list, blank=True)
    stages = ArrayField(
        models.CharField(max_length=12, choices=User.Stage),
        default=list,
        blank=True,
        help_text="None means that it is for everybody.",
    )
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    collections = models.ManyToManyField(Collection, related_name="resources", blank=True)
    related = ArrayField(
        models.SlugField(max_length=80),
        default=list,
        blank=True,
        help_text="Slugs of entries that go with it.",
    )
    minutes = models.PositiveSmallIntegerField("minutes to read", null=True, blank=True)
    sources = models.JSONField(default=list, blank=True, validators=[validate_sources])

    # What students ask first
    reaches_file = models.CharField(
        "does it reach the school file", max_length=8, choices=ReachesFile, default=ReachesFile.UNKNOWN
    )
    who_is_told = models.CharField(
        "who is told, and when", max_length=500, blank=True, help_text="In words, with the exceptions."
    )
    evaluators = models.CharField(
        "might somebody who grades be there", max_length=8, choices=Evaluators, default=Evaluators.UNKNOWN
    )
    waiting_time = models.CharField("waiting time as last reported", max_length=120, blank=True)
    waiting_reported_on = models.DateField(null=True, blank=True)
    licensing_note = models.CharField("about licensing questions", max_length=500, blank=True)
    insurance_note = models.CharField("about insurance", max_length=500, blank=True)

    # Whether it is true
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="looked_after",
        null=True,
        blank=True,
        help_text="Who is written to before the review date.",
    )
    assured_on = models.DateField("last checked on", null=True, blank=True)
    assured_by = models.CharField("checked by", max_length=120, blank=True, help_text="Students read this.")
    review_by = models.DateField(
        "look again by", null=True, blank=True, help_text="Only where the usual interval does not fit."
    )
    written_on = models.DateField(null=True, blank=True)
    added_on = models.DateField(default=timezone.localdate, editable=False)
    next_review_on = models.GeneratedField(
        expression=next_review(), output_field=models.DateField(), db_persist=True
    )
    withdrawn_on = models.DateField(null=True, blank=True, help_text="Out of lists and searches since then.")
    is_public = models.BooleanField(
        "open to everybody", default=False, help_text="Without signing in. Global entries only."
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )
    changed_at = models.DateTimeField(auto_now=True)

    # Where it came from, when it came with the house: see resources/content_files.py
    loaded_from = models.CharField(max_length=120, blank=True, editable=False)
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)
    newer_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = "library entry"
        verbose_name_plural = "library entries"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "slug"], name="slug_is_unique_in_a_library", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["loaded_from"], name="a_file_is_one_entry", condition=~Q(loaded_from="")
            ),
            models.CheckConstraint(
                name="only_global_entries_are_public", condition=Q(is_public=False) | Q(school=None)
            ),
            models.CheckConstraint(
                name="only_global_entries_come_from_files", condition=Q(loaded_from="") | Q(school=None)
            ),
            models.CheckConstraint(
                name="entry_is_about_what_we_know",
                condition=Q(support__contained_by=Support.values)
                & Q(topics__contained_by=Topic.values)
                & Q(stages__contained_by=User.Stage.values),
            ),
        ]
        indexes = [
            models.Index(fields=["next_review_on"], name="entries_by_review"),
            models.Index(fields=["school", "kind"], name="entries_by_school_and_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs) -> None:
        # A browser ends the lines of a form in its own way; a text that nobody changed must stay the same text.
        self.body = self.body.replace("\r\n", "\n").replace("\r", "\n")
        self.body_html = render(self.body)
        self.time_zone = self.time_zone or (self.school.time_zone if self.school else "UTC")
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "body", "body_html", "time_zone", "changed_at"}
        is_new = self._state.adding
        super().save(**kwargs)
        if not is_new:
            self.__dict__.pop("next_review_on", None)  # reckoned anew: read when it is next asked for

    def get_absolute_url(self) -> str:
        return reverse("resources:detail", args=[self.key])

    @property
    def key(self) -> str:
        """Its name in an address. The tilde, "at home", keeps a school's slugs apart from the global ones."""
        return key_of(self.slug, self.school_id)

    @property
    def is_global(self) -> bool:
        return self.school_id is None

    @property
    def is_shareable(self) -> bool:
        return self.is_global and self.is_public

    @property
    def is_listed(self) -> bool:
        return self.withdrawn_on is None and self.status in LISTED

    @property
    def is_past_review(self) -> bool:
        return self.next_review_on < timezone.localdate()

    @property
    def is_somewhere(self) -> bool:
        """Something one goes to or calls, so that hours, cost and who else is there matter; not a text."""
        return self.kind in PLACES

    def hours_at(self, now: datetime) -> Hours | None:
        """Whether it is open; None where nobody has told the hours. Asks for what was prefetched."""
        weekly, exceptions = list(self.schedules.all()), list(self.schedule_exceptions.all())
        return hours_at(now, weekly, exceptions, ZoneInfo(self.time_zone))

    def is_open_at(self, now: datetime) -> bool:
        """False also where nobody has told the hours. Asks for what was prefetched."""
        weekly, exceptions = list(self.schedules.all()), list(self.schedule_exceptions.all())
        return bool(weekly or exceptions) and is_open_at(now, weekly, exceptions, ZoneInfo(self.time_zone))

    @property
    def language_names(self) -> list[str]:
        return [language_name(code) for code in self.languages]

    @property
    def support_words(self) -> list[str]:
        return [Support(kind).label.split(":")[0] for kind in self.support]

    @property
    def topic_words(self) -> list[str]:
        return [Topic(topic).label for topic in self.topics]
