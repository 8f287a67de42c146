"""How somebody becomes a member of a school: by an e-mail domain that it has listed, or by a join code."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.aliases import suggest_alias
from accounts.expected import meet_expected, school_that_expects
from accounts.models import JoinCode, School, User


def plain_address(email: str) -> str:
    """The address in small letters, its domain as DNS writes it, so that each mailbox has one spelling."""
    name, at, domain = email.strip().lower().rpartition("@")
    try:
        return name + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        return name + at + domain


def school_of_domain(email: str) -> School | None:
    """The school that has listed exactly this address's domain. A subdomain or a look-alike is another domain."""
    domain = plain_address(email).rpartition("@")[2]
    return School.objects.filter(domains__domain__iexact=domain).first() if domain else None


def school_of_address(email: str) -> School | None:
    """The school that has listed this domain, or else expects this very address."""
    return school_of_domain(email) or school_that_expects(plain_address(email))


def plain_code(code: str) -> str:
    return code.strip().replace("-", "").replace(" ", "").upper()


def school_of_code(code: str, now: datetime) -> School | None:
    return School.objects.filter(join_codes__in=JoinCode.objects.usable(now).filter(code=code)).first()


@transaction.atomic
def use_join_code(*, code: str, now: datetime) -> School | None:
    """Takes one use off the code and says whose it is; None when somebody else had the last one.

    Nothing of this is kept with the person.
    """
    if not JoinCode.objects.usable(now).filter(code=code).update(uses_left=F("uses_left") - 1):
        return None
    return JoinCode.objects.select_related("school").get(code=code).school


def admit(user: User, school: School) -> None:
    """Makes this unsaved person a member, with a pseudonym that nobody in the school has."""
    user.school = school
    user.time_zone = school.time_zone
    save_with_free_alias(user)
    meet_expected(user)


def save_with_free_alias(user: User, tries: int = 8) -> None:
    """Two people may be offered the same pseudonym at the same moment; the database lets one of them have it."""
    for left in reversed(range(tries)):
        user.alias = suggest_alias()
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError as error:
            if not left or "alias_is_unique_in_the_school" not in str(error):
                raise
        else:
            return


def free_alias(school: School | None) -> str:
    """A pseudonym that nobody in this school has just now."""
    suggestions = [suggest_alias() for _ in range(8)]
    taken = set(User.objects.filter(school=school, alias__in=suggestions).values_list("alias", flat=True))
    return next((alias for alias in suggestions if alias not in taken), suggest_alias())
