from datetime import timedelta

from django.contrib import admin
from django.db import models
from django.utils import timezone

from accounts.roles import Role, role_of
from resources.models import SchoolView

SOON = timedelta(weeks=3)


class ReviewFilter(admin.SimpleListFilter):
    title = "whether it is true"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [
            ("late", "Past its review date"),
            ("soon", "To be looked at within three weeks"),
            ("never", "Never checked"),
            ("nobodys", "Nobody looks after it"),
            ("newer", "A newer text exists"),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "late":
                return queryset.listed().past_review(today)
            case "soon":
                return queryset.listed().filter(next_review_on__range=(today, today + SOON))
            case "never":
                return queryset.filter(assured_on=None)
            case "nobodys":
                return queryset.listed().looked_after_by_nobody()
            case "newer":
                return queryset.exclude(newer_hash="")
        return queryset


class WhoseFilter(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        if role_of(request.user) is not Role.STAFF:
            return []
        return [("own", "Your school's"), ("global", "Everybody's"), ("hidden", "Hidden at your school")]

    def queryset(self, request, queryset):
        match self.value():
            case "own":
                return queryset.filter(school__isnull=False)
            case "global":
                return queryset.filter(school=None)
            case "hidden":
                return queryset.filter(pk__in=hidden_by(request.user))
        return queryset


def hidden_by(user) -> models.QuerySet:
    return SchoolView.objects.filter(school=user.school_id, is_hidden=True).values("resource")
