from django.contrib import admin

from accounts.roles import Role, role_of
from resources.admin.reach import LibraryAdmin
from resources.models import Collection


@admin.register(Collection)
class CollectionAdmin(LibraryAdmin):
    """Shelves. A school adds its own; those that come with the house are the operator's."""

    list_display = ["title", "whose", "order"]
    fields = ["title", "slug", "summary", "order"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}

    @admin.display(description="whose")
    def whose(self, shelf: Collection) -> str:
        return "Your school's" if shelf.school_id else "Everybody's"

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.school = request.user.school if role_of(request.user) is Role.STAFF else None
        super().save_model(request, obj, form, change)
