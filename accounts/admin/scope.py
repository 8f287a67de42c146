"""Who may do what in admin, by role and by school. Django's own permission tables are not used.

Wellness staff work inside their school's wall; an operator works on schools and accounts and reads nothing of anybody.
Everything admin shows passes through `get_queryset`: lists, single rows, searches, actions and histories.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import Http404
from django.utils.text import capfirst

from accounts.roles import Role, role_of


class SchoolScoped:
    """Rows of the reader's own school; an operator sees those of every school.

    `school_path` leads from the row to its school. The role tables say what each role may do with what it sees.
    """

    school_path = "school"
    may_view: frozenset[Role] = frozenset({Role.STAFF, Role.OPERATOR})
    may_change: frozenset[Role] = frozenset()
    may_add: frozenset[Role] = frozenset()
    may_delete: frozenset[Role] = frozenset()

    def visible_to(self, rows, user):
        role = role_of(user)
        if role not in self.may_view:
            return rows.none()
        return rows if role is Role.OPERATOR else rows.filter(**{self.school_path: user.school_id})

    def get_queryset(self, request):
        return self.visible_to(super().get_queryset(request), request.user)

    def has_module_permission(self, request):
        return role_of(request.user) in self.may_view

    def has_view_permission(self, request, obj=None):
        return role_of(request.user) in self.may_view and self.is_within_reach(request, obj)

    def has_change_permission(self, request, obj=None):
        return role_of(request.user) in self.may_change and self.is_within_reach(request, obj)

    def has_add_permission(self, request, obj=None):
        return role_of(request.user) in self.may_add and self.is_within_reach(request, obj)

    def has_delete_permission(self, request, obj=None):
        return role_of(request.user) in self.may_delete and self.is_within_reach(request, obj)

    def is_within_reach(self, request, obj) -> bool:
        """An inline is asked about its parent, and a page about its row: either must be one that the reader sees."""
        if obj is None or obj.pk is None:
            return True
        if not isinstance(obj, self.model):
            return True  # an inline's parent, which its own page has already found for this reader
        return self.visible_to(self.model._default_manager.all(), request.user).filter(pk=obj.pk).exists()


# The browser's own pickers: each has one label and one field, where Django's bring scripts and lose the label.
PICKERS: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")},
    models.DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    },
}


class ScopedInline(SchoolScoped, admin.StackedInline):
    extra = 0
    show_change_link = False
    formfield_overrides = PICKERS

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return _scoped_choices(self, db_field, request, kwargs, super().formfield_for_foreignkey)


class ScopedAdmin(SchoolScoped, admin.ModelAdmin):
    """An admin page of ours. What its reader may not see does not exist for them: 404, not a hint."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER  # counts per filter would be statistics about a few people
    view_on_site = False
    nothing_listed = "Nothing stands here."

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return _scoped_choices(self, db_field, request, kwargs, super().formfield_for_foreignkey)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return _scoped_choices(self, db_field, request, kwargs, super().formfield_for_manytomany)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404("There is nothing here for you.")

    def changelist_view(self, request, extra_context=None):
        """A list is called by what stands in it, not "Select … to change"."""
        title = capfirst(self.model._meta.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the page's own filters ask. An address could otherwise ask of any column, shown or not, a letter
        at a time.
        """
        asked = [
            name if isinstance(name, str) else name.parameter_name for name in self.get_list_filter(request)
        ]
        return lookup in {*asked, *(f"{name}__exact" for name in asked)}

    def get_list_filter(self, request):
        """Filters that name schools are for those who see more than one."""
        filters = super().get_list_filter(request)
        return [
            name for name in filters if name != self.school_path or role_of(request.user) is Role.OPERATOR
        ]


def _scoped_choices(owner, db_field, request, kwargs, proceed):
    """A drop-down offers what the other model's own page would list for this reader, and nothing else."""
    other = owner.admin_site._registry.get(db_field.remote_field.model)
    if "queryset" not in kwargs:
        kwargs["queryset"] = (
            other.get_queryset(request) if other else db_field.remote_field.model._default_manager.none()
        )
    return proceed(db_field, request, **kwargs)
