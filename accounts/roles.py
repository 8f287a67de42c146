"""What somebody is to the house: wellness staff of one school, operator, or neither."""

from enum import Enum

from accounts.models import User


class Role(Enum):
    STAFF = "wellness staff"
    OPERATOR = "operator"
    NOBODY = "nobody"


def role_of(user: User) -> Role:
    if not (user.is_active and user.is_staff):
        return Role.NOBODY
    if user.is_superuser:
        return Role.OPERATOR
    return Role.STAFF if user.school_id else Role.NOBODY
