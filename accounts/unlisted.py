"""Joining by an address that no domain of a school covers. Whether a school expects it, its mailbox alone is told.

Whoever types such an address is answered in the same words, after the same work and with one letter, so that nobody
can find out who is on a school's list, or who is here already. A code waits in the session in any case, also where no
letter held one. The account is made when it comes back.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from accounts.expected import school_that_expects
from accounts.joining import admit
from accounts.models import School, User
from accounts.waiting_codes import WaitingCode, code_for, keep_code

UNLISTED = "unlisted-address"  # in the session


def write_to_unlisted(request, address: str) -> None:
    """A code, where a school expects the address; else a letter that says what to do."""
    if not consume_email_verification_rate_limit(request, address):
        raise ImmediateHttpResponse(respond_429(request))
    adapter, waiting, school = (
        get_adapter(),
        code_for(request, UNLISTED, address),
        school_that_expects(address),
    )
    if User.objects.filter(email=address).exists() or EmailAddress.objects.filter(email=address).exists():
        adapter.send_account_already_exists_mail(address)
    elif school:
        adapter.send_mail("account/email/email_confirmation_signup", address, {"code": waiting.code})
    else:
        adapter.send_mail("account/email/no_school", address, {})
    keep_code(request, UNLISTED, waiting)


def let_in(request, waiting: WaitingCode) -> HttpResponse | None:
    """The mailbox is theirs: the account begins here. None when nobody expects them, or they are here already."""
    del request.session[UNLISTED]
    school = school_that_expects(waiting.address)
    user = school and _new_person(waiting.address, school)
    return complete_signup(request, user=user) if user else None


def _new_person(address: str, school: School) -> User | None:
    user = User(email=address)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            admit(user, school)
            EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    except IntegrityError:
        return None
    return user
