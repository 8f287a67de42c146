"""The list of what a human must look at, in order of urgency: the same for every kind of concern."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from accounts.access import record_access
from accounts.admin.scope import ScopedAdmin
from accounts.models import User
from accounts.roles import Role
from checkins.models.concerns import AbstractConcern

OVER = "It is over already, so nothing was changed: see below how it ended."


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", "Nobody has taken it"), ("open", "Open"), ("closed", "Closed")]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.unacknowledged()
            case "open":
                return queryset.open()
            case "closed":
                return queryset.filter(closed_at__isnull=False)
        return queryset


class OutcomeForm(forms.ModelForm):
    """The one thing that staff write. Whoever raised it reads it."""

    missing = "Say in a sentence what was agreed, so that the student can read it."

    class Meta:
        fields = ["outcome"]
        widgets = {"outcome": forms.Textarea(attrs={"rows": 4})}
        labels = {"outcome": "What was agreed"}

    def clean(self):
        if "_close" in self.data and not (self.cleaned_data.get("outcome") or "").strip():
            self.add_error("outcome", self.missing)
        return self.cleaned_data


class ConcernQueueAdmin(ScopedAdmin):
    """Most urgent first, then longest waiting. The list shows no words; opening one shows them and leaves a line
    in the access record of the person it is about.

    `take` and `close` are the verbs: they also write to whoever raised it, and stop the paging of colleagues.
    """

    may_view = may_change = frozenset({Role.STAFF})
    urgency_field: str  # of the model: a TextChoices field whose choices stand in order of urgency
    words_hidden_from_the_list: tuple[str, ...] = ("words", "outcome")
    change_form_template = "admin/checkins/concern/change_form.html"
    actions = ["acknowledge"]

    def take(self, concern: AbstractConcern, *, by: User, now) -> bool:
        raise NotImplementedError

    def close(self, concern: AbstractConcern, *, by: User, outcome: str, now) -> bool:
        raise NotImplementedError

    def subject_of(self, concern) -> User | None:
        """Whose access record gets a line when it is opened."""
        raise NotImplementedError

    def what_is_read(self, concern) -> str:
        """Continues "They read ..." in that record."""
        raise NotImplementedError

    def told(self, concern) -> str:
        """Who hears of it now, and how: a sentence that is true of this one."""
        raise NotImplementedError

    # Who sees what

    def visible_to(self, rows, user):
        return rows.filter(pk__in=self.model.objects.for_staff(user).values("pk"))

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*self.words_hidden_from_the_list)

    def get_ordering(self, request):
        done = Case(When(closed_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
        in_order = self.model._meta.get_field(self.urgency_field).choices
        soonest = Case(
            *[
                When(**{self.urgency_field: value, "then": Value(place)})
                for place, (value, _) in enumerate(in_order)
            ],
            output_field=IntegerField(),
        )
        return [done.asc(), soonest.asc(), "opened_at"]

    def get_readonly_fields(self, request, obj=None):
        shown = [name for _, options in self.fieldsets for name in options["fields"] if name != "outcome"]
        return shown if obj is None or obj.is_open else [*shown, "outcome"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("state", f"{self.urgency_field}__exact")

    @admin.display(description="request", ordering="pk")
    def number(self, concern: AbstractConcern) -> str:
        return f"No. {concern.pk}"

    @admin.display(description="state")
    def state(self, concern: AbstractConcern) -> str:
        if concern.closed_at:
            return "Closed"
        return "Taken" if concern.acknowledged_at else "Nobody has taken it"

    # What is done

    def change_view(self, request, object_id, form_url="", extra_context=None):
        concern = self.get_object(request, object_id)
        subject = self.subject_of(concern) if concern is not None else None
        if concern is not None and subject is not None:
            record_access(
                reader=request.user,
                subject=subject,
                what=self.what_is_read(concern),
                about=concern.pk,
                now=timezone.now(),
            )
        typed = ""
        if request.method == "POST" and concern is not None and not concern.is_open:
            # It was ended while these words were being typed. They stand on the page once more, to be taken along.
            typed = request.POST.get("outcome", "").strip()
            messages.info(request, OVER)
            request = copy(request)
            request.method = "GET"
        context: dict[str, Any] = {
            "typed": typed,
            "title": f"{capfirst(self.opts.verbose_name)} No. {concern.pk}" if concern is not None else None,
            "show_save": False,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
            "list_url": reverse(self._page("changelist")),
            "is_recorded": subject is not None,
        }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def _page(self, name: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        if "_close" in request.POST:
            words = form.cleaned_data["outcome"].strip()
            request.is_closed = self.close(obj, by=request.user, outcome=words, now=now)
        elif "_acknowledge" in request.POST:
            request.is_taken = self.take(obj, by=request.user, now=now)
        else:
            raise PermissionDenied

    def response_change(self, request, obj):
        """Whoever takes a concern goes on reading it; whoever closes one goes back to the list."""
        if "_close" in request.POST:
            if request.is_closed:
                self.message_user(request, f"Closed. {self.told(obj)}", messages.SUCCESS)
            else:
                self.message_user(request, OVER, messages.INFO)
            return self.response_post_save_change(request, obj)
        if request.is_taken:
            self.message_user(request, f"You have taken it. {self.told(obj)}", messages.SUCCESS)
        else:
            self.message_user(request, "A colleague has taken it already: see below who.", messages.INFO)
        return redirect(self._page("change"), obj.pk)

    def construct_change_message(self, request, form, formsets, add=False):
        """Which button was pressed. The history of a concern repeats none of its words."""
        return "Closed." if "_close" in request.POST else "Taken."

    @admin.action(description="I take these", permissions=["change"])
    def acknowledge(self, request, queryset):
        now = timezone.now()
        taken = [concern for concern in queryset if self.take(concern, by=request.user, now=now)]
        for concern in taken:
            self.log_change(request, concern, "Taken.")
        if taken:
            told = " ".join(dict.fromkeys(map(self.told, taken)))
            self.message_user(request, f"Taken by you: {len(taken)}. {told}", messages.SUCCESS)
        else:
            self.message_user(
                request, "Nothing was changed: somebody has taken these already.", messages.INFO
            )
