"""Whose entry is whose: staff keep their school's and read the global ones, which are an operator's to keep."""

from django.db.models import Q

from accounts.admin.scope import ScopedAdmin, ScopedInline
from accounts.roles import Role, role_of

BOTH = frozenset({Role.STAFF, Role.OPERATOR})


def may_edit(user, row) -> bool:
    """`row` has a school, or is global."""
    role = role_of(user)
    if role is Role.STAFF:
        return row.school_id is not None and row.school_id == user.school_id
    return role is Role.OPERATOR and row.school_id is None


class LibraryAdmin(ScopedAdmin):
    """Rows of the own school and global ones."""

    may_change = may_add = BOTH

    def visible_to(self, rows, user):
        match role_of(user):
            case Role.STAFF:
                return rows.filter(Q(school=user.school_id) | Q(school=None))
            case Role.OPERATOR:
                return rows.filter(school=None)
        return rows.none()

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_edit(request.user, obj))


class EntryInline(ScopedInline):
    """Part of an entry: seen and changed with it."""

    def visible_to(self, rows, user):
        match role_of(user):
            case Role.STAFF:
                return rows.filter(Q(resource__school=user.school_id) | Q(resource__school=None))
            case Role.OPERATOR:
                return rows.filter(resource__school=None)
        return rows.none()

    def has_view_permission(self, request, obj=None):
        return role_of(request.user) in BOTH

    def _may_edit(self, request, obj) -> bool:
        return obj is None or may_edit(request.user, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission
