"""Addresses that the library names, and how the last look at each ended. How one looks is in resources/links/."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from resources.links.visit import Outcome
from resources.models.resources import Resource


class LinkHost(models.Model):
    """A host is asked once in a while and by one worker at a time, however many addresses of it the library names."""

    name = models.CharField(max_length=253, unique=True)
    next_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["next_at"], name="link_hosts_by_turn")]

    def __str__(self) -> str:
        return self.name


class LinkQuerySet(models.QuerySet):
    def due(self, now: datetime) -> "LinkQuerySet":
        return self.filter(next_look_at__lte=now)


class Link(models.Model):
    """One address that one entry names: its own, one of its sources, or one in its text."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="links")
    url = models.CharField(max_length=2000)
    host = models.ForeignKey(LinkHost, on_delete=models.CASCADE, related_name="links", null=True, blank=True)
    next_look_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    words = models.CharField(max_length=300, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    leads_to = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=200, blank=True, help_text="Of the page, when it was last right.")
    title_read_at = models.DateTimeField(null=True, blank=True)
    bad_looks = models.PositiveSmallIntegerField(default=0, help_text="Looks in a row that did not end well.")
    bad_since = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["next_look_at", "pk"]
        indexes = [models.Index(fields=["host", "next_look_at"], name="links_by_host_and_turn")]
        constraints = [
            models.UniqueConstraint(fields=["resource", "url"], name="an_entry_names_an_address_once")
        ]

    def __str__(self) -> str:
        return self.url
