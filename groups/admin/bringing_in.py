"""Groups from a list: circles of a new term, each with its mentor."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.admin.bringing_in import BringIn, Rows, csv_response, takes_a_file
from accounts.choices import one_of
from accounts.models import School, User
from groups.agreeing import version_in_force
from groups.kinds import SEATS, Entry, Identity, Kind
from groups.mentoring import CannotMentor, assign_mentor
from groups.models import Group

__all__ = ["BringIn", "GroupRows", "csv_response", "takes_a_file"]


class GroupRows(Rows):
    """A mentor must be named, so that no group begins without somebody who looks after it."""

    school: School
    by: User
    now: datetime
    needed = ("name", "kind", "capacity", "mentor")
    columns = {
        "name": "At most 60 characters, and no running group's name.",
        "kind": "study, circle, interest, buddies or mentoring.",
        "capacity": "Seats, the mentor's too. A circle has 6 to 10.",
        "mentor": "The alias of somebody who is named a mentor, with room for one more group.",
        "identity": "aliases (if empty) or names.",
        "entry": "on-request (if empty), open or invitation.",
        "about": "What it is for, in a sentence or two.",
    }

    class Meta:
        model = Group
        fields = ("name", "kind", "capacity", "identity", "entry", "about")
        import_id_fields = ()
        clean_model_instances = False
        skip_diff = True

    def key_of(self, row):
        return row["name"]

    def clean_row(self, row):
        errors: dict[str, str] = {}
        if len(row["name"]) > 60:
            errors["name"] = "60 characters at most."
        elif Group.objects.running().filter(school=self.school, name__iexact=row["name"]).exists():
            errors["name"] = "There is a running group of this name."
        if len(row.get("about") or "") > 400:
            errors["about"] = "400 characters at most."
        for column, choices, otherwise in (
            ("kind", Kind.choices, None),
            ("identity", Identity.choices, Identity.ALIASES),
            ("entry", Entry.choices, Entry.ON_REQUEST),
        ):
            try:
                row[column] = one_of(choices, row[column]) if row.get(column) else otherwise
            except ValidationError as error:
                errors[column] = error.messages[0]
        if not errors.get("kind"):
            fewest, most = SEATS[Kind(row["kind"])]
            seats = row["capacity"]
            if not (
                seats.isascii() and seats.isdecimal() and len(seats) < 5 and fewest <= int(seats) <= most
            ):
                errors["capacity"] = f"A whole number from {fewest} to {most}."
        row["about"] = row.get("about") or ""
        mentor = User.objects.filter(school=self.school, alias__iexact=row["mentor"], is_mentor=True).first()
        if mentor is None:
            errors["mentor"] = "No mentor of your school goes by this alias."
        if errors:
            raise ValidationError(errors)
        self.mentor = mentor

    def before_save_instance(self, instance, row, **kwargs):
        instance.school, instance.time_zone = self.school, self.school.time_zone
        instance.agreement_version = version_in_force(self.school)
        instance.founded_at = instance.last_active_at = self.now

    def after_save_instance(self, instance, row, **kwargs):
        try:
            assign_mentor(mentor=self.mentor, groups=[instance], now=self.now)
        except CannotMentor as why:
            raise ValidationError({"mentor": str(why)}) from why

    @classmethod
    def export(cls, queryset):
        rows = [
            [group.name, group.kind, group.capacity, group.identity, group.entry, group.about, group.sitting]
            for group in queryset
        ]
        return [["name", "kind", "capacity", "identity", "entry", "about", "members"], *rows]
