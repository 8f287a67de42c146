from django import forms
from django.contrib import admin

from accounts.admin.schools import SchoolAdmin
from accounts.models import School
from checkins.models.plans import Rhythm

admin.site.unregister(School)


@admin.register(School)
class SchoolWithRhythmAdmin(SchoolAdmin):
    """The ground floor's page, with the rhythms that this floor knows."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "default_rhythm":
            return forms.ChoiceField(
                choices=[("", "None: new students choose by themselves"), *Rhythm.choices],
                required=False,
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)
