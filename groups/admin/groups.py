"""Groups as staff run them: what a group is and who keeps it, never what is said in it."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from accounts.admin.scope import ScopedAdmin
from accounts.roles import Role
from groups.admin.bringing_in import BringIn, GroupRows, csv_response, takes_a_file
from groups.admin.mentors import MentorField
from groups.advice import advice_for
from groups.agreeing import points_in_force
from groups.keeping import archive_group, reopen_group
from groups.kinds import Role as GroupRole
from groups.mentoring import CannotMentor, assign_mentor, mentors_with_room
from groups.models import Group, Membership
from groups.models.groups import QUIET_AFTER

STAFF = frozenset({Role.STAFF})
MOST_AT_ONCE = 50


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("unkept", "Nobody keeps it"),
            ("quiet", "Quiet"),
            ("running", "Running"),
            ("closed", "Closed"),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "unkept":
                return queryset.running().filter(unkept_since__isnull=False)
            case "quiet":
                return queryset.running().filter(last_active_at__lt=timezone.now() - QUIET_AFTER)
            case "running":
                return queryset.running()
            case "closed":
                return queryset.filter(archived_at__isnull=False)
        return queryset


class MentorChoiceForm(forms.Form):
    mentor = MentorField(
        label="Which mentor",
        help_text="Mentors of your school with room for one more group. All of these groups get them, or none.",
    )

    def __init__(self, *args, school, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors_with_room(school)


@admin.register(Group)
class GroupAdmin(ScopedAdmin):
    """Staff see which groups there are, open circles from a list, assign mentors and close what is over."""

    may_view = may_change = STAFF
    change_list_template = "admin/groups/group/change_list.html"
    list_display = ["name", "kind", "entry", "members", "capacity", "mentors", "last_active_on", "state"]
    list_filter = [StateFilter, "kind"]
    search_fields = ["name"]
    actions = ["assign", "close", "reopen", "export"]
    fields = [
        "name",
        "about",
        "kind",
        "identity",
        "entry",
        "members",
        "capacity",
        "is_listed",
        "reply_minutes_staffed",
        "reply_minutes_otherwise",
        "founded_at",
        "last_active_on",
        "state",
    ]
    readonly_fields = [
        "name",
        "about",
        "kind",
        "identity",
        "entry",
        "members",
        "capacity",
        "founded_at",
        "last_active_on",
        "state",
    ]

    def get_queryset(self, request):
        here = Q(memberships__left_at=None)
        return (
            super()
            .get_queryset(request)
            .annotate(
                sitting=Count("memberships", filter=here, distinct=True),
                mentored_by=Count(
                    "memberships", filter=here & Q(memberships__role=GroupRole.MENTOR), distinct=True
                ),
            )
        )

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("state", "kind__exact")

    def changelist_view(self, request, extra_context=None):
        """With how many groups a school of this size can fill."""
        school = request.user.school
        advice = advice_for(school) if school is not None else None
        return super().changelist_view(request, {"advice": advice, **(extra_context or {})})

    @admin.display(description="members")
    def members(self, group) -> int:
        return group.sitting

    @admin.display(description="mentors")
    def mentors(self, group) -> int:
        return group.mentored_by

    @admin.display(description="last active", ordering="last_active_at")
    def last_active_on(self, group: Group):
        """A day, not a minute: nobody's hours are read from it."""
        return date_format(group.last_active_at.date())

    @admin.display(description="state")
    def state(self, group: Group) -> str:
        if not group.is_running:
            return "Closed"
        if group.unkept_since:
            return "Nobody keeps it"
        return "Quiet" if group.is_quiet else "Running"

    # Bulk

    def _asking(self, action: str, groups: list[Group]) -> dict:
        """For admin/ask.html: what is asked about, and the way back."""
        back = reverse("admin:groups_group_changelist")
        return {
            "opts": self.opts,
            "action": action,
            "chosen": groups,
            "back_url": back,
            "back_label": "Back to the list",
        }

    @admin.action(description="Assign a mentor", permissions=["change"])
    def assign(self, request, queryset):
        groups = list(queryset.running()[: MOST_AT_ONCE + 1])
        if not groups or len(groups) > MOST_AT_ONCE:
            self.message_user(request, f"Choose from 1 to {MOST_AT_ONCE} running groups.", messages.ERROR)
            return None
        form = MentorChoiceForm(request.POST if "asked" in request.POST else None, school=request.user.school)
        if form.is_valid():
            try:
                new = assign_mentor(mentor=form.cleaned_data["mentor"], groups=groups, now=timezone.now())
            except CannotMentor as why:
                form.add_error("mentor", str(why))
            else:
                for group in groups:
                    self.log_change(request, group, "A mentor was assigned.")
                words = "1 group has a new mentor." if new == 1 else f"{new} groups have a new mentor."
                self.message_user(request, words, messages.SUCCESS)
                return None
        context = {
            **self.admin_site.each_context(request),
            **self._asking("assign", groups),
            "title": "Assign a mentor",
            "verb": "Assign",
            "form": form,
        }
        return render(request, "admin/groups/group/assign.html", context)

    @admin.action(description="Close these groups", permissions=["change"])
    def close(self, request, queryset):
        groups = list(queryset.running()[: MOST_AT_ONCE + 1])
        if not groups or len(groups) > MOST_AT_ONCE:
            self.message_user(request, f"Choose from 1 to {MOST_AT_ONCE} running groups.", messages.ERROR)
            return None
        if "sure" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                **self._asking("close", groups),
                "title": "Close these groups",
                "verb": "Close them",
            }
            return render(request, "admin/groups/group/close.html", context)
        for group in groups:
            archive_group(group=group, by=None, now=timezone.now())
            self.log_change(request, group, "Closed.")
        words = "1 group is closed." if len(groups) == 1 else f"{len(groups)} groups are closed."
        self.message_user(request, f"{words} Members are told, and go on reading.", messages.SUCCESS)
        return None

    @admin.action(description="Open these groups again", permissions=["change"])
    def reopen(self, request, queryset):
        """What was closed by mistake. One that moved into another, or in which nobody is left, stays closed."""
        closed = list(queryset.filter(archived_at__isnull=False, sitting__gt=0)[:MOST_AT_ONCE])
        now = timezone.now()
        again = [group for group in closed if reopen_group(group=group, by=request.user, now=now)]
        for group in again:
            self.log_change(request, group, "Opened again.")
        if not again:
            words = "Nothing was opened: choose closed groups in which somebody is."
            self.message_user(request, words, messages.ERROR)
            return
        words = "1 group is open again." if len(again) == 1 else f"{len(again)} groups are open again."
        self.message_user(request, f"{words} Members are told.", messages.SUCCESS)

    @admin.action(description="Export as CSV", permissions=["view"])
    def export(self, request, queryset):
        return csv_response("groups.csv", GroupRows.export(queryset))

    # Opening circles from a list

    def get_urls(self):
        view = self.admin_site.admin_view(takes_a_file(self.bring_in, most=GroupRows.most_bytes))
        return [path("from-a-list/", view, name="groups_group_from_a_list"), *super().get_urls()]

    def bring_in(self, request):
        if not self.has_change_permission(request):
            raise Http404
        rows = GroupRows(school=request.user.school, by=request.user, now=timezone.now())
        page = BringIn(request, rows)
        if page.is_done:
            words = "1 group is open." if page.count == 1 else f"{page.count} groups are open."
            self.message_user(request, words, messages.SUCCESS)
            return redirect("admin:groups_group_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Open groups from a list",
            "opts": self.opts,
            "page": page,
            "list_url": reverse("admin:groups_group_changelist"),
        }
        return render(request, "admin/bring_in.html", context)


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    """Who is in which group, by the name that the group knows. Behind an alias nobody is shown, mentors excepted:
    the school has named them, and put them there.
    """

    may_view = STAFF
    school_path = "group__school"
    list_display = ["shown_as", "group", "role", "agreement_version", "agreed_on", "is_in"]
    list_filter = ["role", "agreement_version"]
    list_select_related = ["group", "user"]
    search_fields = ["group__name"]
    fields = ["shown_as", "group", "role", "agreement_version", "agreed_on", "agreement", "is_in"]
    readonly_fields = fields
    ordering = [
        "group__name",
        "alias",
    ]  # never by time: that would set people of several groups beside each other

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("role__exact", "agreement_version__exact")

    @admin.display(description="known there as")
    def shown_as(self, membership: Membership) -> str:
        if membership.role == GroupRole.MENTOR and membership.group.goes_by_alias:
            return f"{membership.alias} (mentor {membership.user.alias})"
        return membership.shown_name

    @admin.display(description="agreed in")
    def agreed_on(self, membership: Membership) -> str:
        return f"{membership.agreed_at:%B %Y}"

    @admin.display(description="what is agreed on now")
    def agreement(self, membership: Membership) -> str:
        """The words as they stand: whoever accepted an older version is asked to read them."""
        points = format_html_join("", "<li><strong>{}</strong>: {}</li>", points_in_force(membership.group))
        return format_html("<p>Version {}</p><ul>{}</ul>", membership.group.agreement_version, points)

    @admin.display(boolean=True, description="in it now")
    def is_in(self, membership: Membership) -> bool:
        return membership.left_at is None
