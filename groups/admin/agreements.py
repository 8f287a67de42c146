"""What the groups of a school agree on, in its own words: written anew, never changed behind their backs."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from accounts.admin.scope import ScopedAdmin
from accounts.roles import Role
from accounts.words import WordsField
from groups.agreeing import put_in_force
from groups.agreement import LAST_WORDS, POINTS, points_in, words_of
from groups.models import Agreement

STAFF = frozenset({Role.STAFF})
MOST_POINTS, LONGEST_TITLE, LONGEST_MEANING = 12, 80, 400


def newest_of(school) -> str:
    """The words from which one starts: those in force, without what the house adds."""
    newest = Agreement.objects.filter(school=school).first()
    return newest.words if newest else words_of(POINTS[: -len(LAST_WORDS)])


class AgreementForm(forms.ModelForm):
    """`school` is set on a class of its own for each reader (AgreementAdmin.get_form)."""

    school = None
    words = WordsField(
        label="In your words",
        help_text=(
            "For each point a line that names it and below that what it means; an empty line between points. "
            "That mentors may have to pass something on, and that this is no crisis service, the house adds itself."
        ),
        max_length=6000,
        rows=20,
        error_messages={"required": "At least one point is needed."},
    )

    class Meta:
        model = Agreement
        fields = ["words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "words" in self.fields:
            self.initial["words"] = newest_of(self.school)

    def clean_words(self) -> str:
        points = points_in(self.cleaned_data["words"])
        if len(points) > MOST_POINTS:
            raise ValidationError(f"At most {MOST_POINTS} points, so that they are read.", code="many")
        for title, meaning in points:
            if not meaning:
                raise ValidationError(f"Below “{title[:80]}” a line is missing that says what it means.")
            if len(title) > LONGEST_TITLE or len(meaning) > LONGEST_MEANING:
                raise ValidationError(
                    f"“{title[:80]}” is too long: {LONGEST_TITLE} characters for the name of a point, "
                    f"{LONGEST_MEANING} for what it means."
                )
        words = words_of(points)
        if words == newest_of(self.school):
            raise ValidationError("These are the words as they stand. Nothing was changed.", code="same")
        return words


@admin.register(Agreement)
class AgreementAdmin(ScopedAdmin):
    """A new version is added; what was agreed to once can be neither changed nor deleted."""

    may_view = may_add = STAFF
    form = AgreementForm
    list_display = ["version", "written_at"]
    nothing_listed = (
        "Your school has written no words of its own. Until it does, the house's hold for all its groups: "
        "“Add agreement” begins with them."
    )

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.school = request.user.school
        return form

    def get_fields(self, request, obj=None):
        return ["version", "written_at", "shown_words"] if obj else ["words"]

    def get_readonly_fields(self, request, obj=None):
        return ["version", "written_at", "shown_words"] if obj else []

    def lookup_allowed(self, lookup, value, request=None):
        return False

    @admin.display(description="what is agreed on")
    def shown_words(self, agreement: Agreement) -> str:
        points = format_html_join("", "<li><strong>{}</strong>: {}</li>", agreement.points)
        return format_html("<ul>{}</ul>", points)

    def save_model(self, request, obj, form, change):
        put_in_force(agreement=obj, school=request.user.school, now=timezone.now())

    def add_view(self, request, form_url="", extra_context=None):
        once = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**once, **(extra_context or {})})

    def response_add(self, request, obj, post_url_continue=None):
        words = "is in force. Members stay where they are, and are asked to read it. Older versions can still be read."
        self.message_user(request, f"{obj} {words}", messages.SUCCESS)
        return redirect("admin:groups_agreement_changelist")
