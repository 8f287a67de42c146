"""Wishes to see who is behind a name: asked from a concern, answered by a second person, seen by these two alone."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from accounts.access import record_access
from accounts.admin.scope import ScopedAdmin
from accounts.roles import Role
from groups.forms.revealing import RefusalForm, WishForm
from groups.models import GroupConcern, Report, Reveal
from groups.revealing import (
    NobodyToAskFor,
    agree,
    ask_who_it_is,
    refuse,
    second_people,
    see_who_it_is,
    take_back,
)

WHAT_IS_READ = "why staff asked who you are"


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("mine-to-answer", "Waits for a second person, and you could be it"), ("waiting", "Waits")]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "mine-to-answer":
                answerable = Reveal.objects.answerable_by(request.user, now)
                return queryset.filter(pk__in=answerable.values("pk"))
            case "waiting":
                return queryset.filter(pk__in=Reveal.objects.waiting(now).values("pk"))
        return queryset


@admin.register(Reveal)
class RevealAdmin(ScopedAdmin):
    """No bulk action, no export, no search: a name is opened one by one, by two who have read why."""

    may_view = frozenset({Role.STAFF})
    school_path = "concern__group__school"
    list_display = ["number", "group", "ground", "asked_at", "asked_by", "state"]
    list_display_links = ["number"]
    list_filter = [StateFilter]
    list_select_related = ["concern__group", "asked_by"]
    actions = None
    fields = readonly_fields = ["concern", "called", "ground", "asked_at"]

    def visible_to(self, rows, user):
        return rows.filter(pk__in=Reveal.objects.for_staff(user).values("pk"))

    def get_queryset(self, request):
        return super().get_queryset(request).defer("reason", "answer_words")

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "state"

    def get_urls(self):
        asking = self.admin_site.admin_view(self.ask)
        return [path("ask/<int:concern_id>/", asking, name="groups_reveal_ask"), *super().get_urls()]

    @admin.display(description="wish", ordering="pk")
    def number(self, reveal: Reveal) -> str:
        return f"No. {reveal.pk}"

    @admin.display(description="group")
    def group(self, reveal: Reveal) -> str:
        return reveal.concern.group.name

    @admin.display(description="state")
    def state(self, reveal: Reveal) -> str:
        if reveal.answer:
            return reveal.get_answer_display()
        return "Waits for a second person" if reveal.lapses_at > timezone.now() else "Nobody answered in time"

    # Asking

    def ask(self, request, concern_id: int):
        """From a concern that is open and about somebody; never from anything else."""
        concern = (
            GroupConcern.objects.for_staff(request.user)
            .open()
            .select_related("group")
            .filter(pk=concern_id)
            .first()
        )
        hidden = concern.hidden_person if concern is not None else None
        if concern is None or hidden is None:
            raise Http404
        form = WishForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                wish = ask_who_it_is(
                    concern=concern, by=request.user, now=timezone.now(), **form.cleaned_data
                )
            except NobodyToAskFor:
                raise Http404 from None
            if wish.asked_by_id == request.user.pk:
                self.log_addition(request, wish, "Asked.")
                said = "Asked. Your colleagues are written to, and it stands in the student’s access record."
                self.message_user(request, said, messages.SUCCESS)
            else:
                self.message_user(request, "A colleague has asked already.", messages.INFO)
            return redirect("admin:groups_reveal_change", wish.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Ask who it is",
            "opts": self.opts,
            "concern": concern,
            "called": hidden[1],
            "form": form,
            "verb": "Ask a second person",
            "back_url": reverse("admin:groups_groupconcern_change", args=[concern.pk]),
            "back_label": "Back to the concern",
            "has_colleague": bool(second_people(concern, but=request.user)),
            "before": concern.reveals.exclude(answer=""),
        }
        return render(request, "admin/groups/reveal/ask.html", context)

    # Answering and seeing

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One page: why it was asked, what came of it, and what this reader may do about it."""
        now = timezone.now()
        reveal = self.get_object(request, object_id)
        if reveal is None:
            raise Http404
        contact, form = None, RefusalForm(request.POST if "_refuse" in request.POST else None)
        if request.method == "POST":
            if "_see" in request.POST:
                contact = see_who_it_is(reveal=reveal, by=request.user, now=now)
                if contact is not None:
                    self.log_change(request, reveal, "Seen.")
            elif "_refuse" not in request.POST or form.is_valid():
                self._act(request, reveal, form, now)
                return redirect("admin:groups_reveal_change", reveal.pk)
        elif request.user.pk not in (reveal.asked_by_id, reveal.answered_by_id):
            record_access(
                reader=request.user, subject=reveal.student, what=WHAT_IS_READ, about=reveal.pk, now=now
            )
        may_answer = Reveal.objects.answerable_by(request.user, now).filter(pk=reveal.pk).exists()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Wish No. {reveal.pk} to see who it is",
            "opts": self.opts,
            "original": reveal,
            "reveal": reveal,
            "state": self.state(reveal),
            "report_id": Report.objects.filter(concern=reveal.concern_id)
            .values_list("pk", flat=True)
            .first(),
            "form": form,
            "contact": contact,
            "may_answer": may_answer,
            "may_take_back": reveal.asked_by_id == request.user.pk
            and Reveal.objects.waiting(now).filter(pk=reveal.pk).exists(),
            "may_see": Reveal.objects.open_to(request.user, now).filter(pk=reveal.pk).exists(),
            "before": reveal.concern.reveals.exclude(pk=reveal.pk),
            **(extra_context or {}),
        }
        return render(request, "admin/groups/reveal/change_form.html", context)

    def _act(self, request, reveal: Reveal, form: RefusalForm, now) -> None:
        """One of the three buttons. Pressed twice, or too late, it changes nothing and says so."""
        by = request.user
        if "_agree" in request.POST:
            done, log = agree(reveal=reveal, by=by, now=now), "Agreed."
            said = "Agreed. You two can see who it is for three days. The student is told now."
        elif "_refuse" in request.POST:
            done, log = (
                refuse(reveal=reveal, by=by, words=form.cleaned_data["words"].strip(), now=now),
                "Refused.",
            )
            said = "Refused. Your colleague is told, and it stands in the student’s access record."
        elif "_take_back" in request.POST:
            done, log, said = take_back(reveal=reveal, by=by, now=now), "Taken back.", "Taken back."
        else:
            done, log, said = False, "", ""
        if done:
            self.log_change(request, reveal, log)
            self.message_user(request, said, messages.SUCCESS)
        else:
            self.message_user(
                request, "Nothing was changed: it is not yours to answer, or not any more.", messages.WARNING
            )
