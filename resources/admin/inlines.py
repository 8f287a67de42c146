"""What belongs to an entry and is filled in beside it."""

from django import forms

from accounts.roles import Role, role_of
from resources.admin.reach import EntryInline
from resources.models import Contact, Phone, Schedule, ScheduleException, SchoolView


class PhoneInline(EntryInline):
    model = Phone
    fields = [("type", "number", "extension"), ("description", "position")]


class ContactInline(EntryInline):
    model = Contact
    classes = ["collapse"]
    fields = [("name", "title"), ("department", "email")]


class ScheduleForm(forms.ModelForm):
    def clean(self):
        said = super().clean()
        starts, ends = said.get("valid_from"), said.get("valid_to")
        if starts and ends and ends < starts:
            self.add_error("valid_to", "It ends before it begins.")
        return said


class ScheduleInline(EntryInline):
    model = Schedule
    form = ScheduleForm
    fields = [("weekday", "opens_at", "closes_at"), ("valid_from", "valid_to", "description")]


class ExceptionForm(forms.ModelForm):
    def clean(self):
        said = super().clean()
        hours = [said.get("opens_at"), said.get("closes_at")]
        if said.get("is_closed"):
            said["opens_at"] = said["closes_at"] = None
        elif not all(hour is not None for hour in hours):
            self.add_error("opens_at", "Give both times, or say that it is closed.")
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "It ends before it begins.")
        return said


class ExceptionInline(EntryInline):
    model = ScheduleException
    form = ExceptionForm
    classes = ["collapse"]
    fields = [("starts_on", "ends_on", "is_closed"), ("opens_at", "closes_at", "note")]


class SchoolViewInline(EntryInline):
    """Only on a global entry, only for staff, only their own school's: one row at most."""

    model = SchoolView
    max_num = extra = 1
    fields = ["is_hidden", "note"]
    verbose_name = "how your school shows this"
    verbose_name_plural = "how your school shows this"

    def visible_to(self, rows, user):
        return rows.filter(school=user.school_id) if role_of(user) is Role.STAFF else rows.none()

    def _may_edit(self, request, obj) -> bool:
        return role_of(request.user) is Role.STAFF and (obj is None or obj.school_id is None)

    def has_view_permission(self, request, obj=None):
        return self._may_edit(request, obj)
