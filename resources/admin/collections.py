from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from accounts.roles import Role, role_of
from resources.admin.reach import LibraryAdmin
from resources.models import Collection


class CollectionForm(forms.ModelForm):
    """`school` is set on a class of its own for each reader (CollectionAdmin.get_form)."""

    school = None

    def clean_slug(self) -> str:
        """Asked here, since the constraint also needs the school, which is no field of the form."""
        slug = self.cleaned_data["slug"]
        alike = Collection.objects.filter(school=self.school, slug=slug).exclude(pk=self.instance.pk)
        if alike.exists():
            raise ValidationError("There is a collection of this name in your library.", code="unique")
        return slug


@admin.register(Collection)
class CollectionAdmin(LibraryAdmin):
    """Shelves. A school adds its own; those that come with the house are the operator's."""

    form = CollectionForm
    list_display = ["title", "whose", "order"]
    fields = ["title", "slug", "summary", "order"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.school = request.user.school if role_of(request.user) is Role.STAFF else None
        return form

    @admin.display(description="whose")
    def whose(self, shelf: Collection) -> str:
        return "Your school's" if shelf.school_id else "Everybody's"

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.school = form.school
        super().save_model(request, obj, form, change)
