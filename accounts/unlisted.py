"""Joining by an address that no domain of a school covers. Whether a school expects it, its mailbox alone is told.

Whoever types such an address is answered in the same words, after the same work and with one letter, so that nobody
can find out who is on a school's list, or who is here already. The account is made when the code comes back.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from accounts.encryption import decrypt, encrypt
from accounts.expected import school_that_expects
from accounts.joining import admit
from accounts.models import School, User

KEY = "unlisted-address"  # in the session
LASTS = timedelta(minutes=15)
TRIES = 3


@dataclass
class Unlisted:
    """What waits in the session for a code: there for every such address, also where no letter held one."""

    address: str
    code: str
    at: float
    tries: int = 0


def unlisted_in(request) -> Unlisted | None:
    kept = request.session.get(KEY)
    waiting = Unlisted(**json.loads(decrypt(kept))) if kept else None
    return waiting if waiting and time.time() - waiting.at < LASTS.total_seconds() else None


def _keep(request, waiting: Unlisted) -> None:
    request.session[KEY] = encrypt(json.dumps(asdict(waiting)))


def write_to_unlisted(request, address: str) -> None:
    """A code, where a school expects the address; else a letter that says what to do. Pressing twice is one code."""
    if not consume_email_verification_rate_limit(request, address):
        raise ImmediateHttpResponse(respond_429(request))
    adapter, waiting, school = get_adapter(), unlisted_in(request), school_that_expects(address)
    if waiting is None or waiting.address != address:
        code = adapter.generate_email_verification_code()
        waiting = Unlisted(address=address, code=code, at=time.time())
    if User.objects.filter(email=address).exists() or EmailAddress.objects.filter(email=address).exists():
        adapter.send_account_already_exists_mail(address)
    elif school:
        adapter.send_mail("account/email/email_confirmation_signup", address, {"code": waiting.code})
    else:
        adapter.send_mail("account/email/no_school", address, {})
    _keep(request, waiting)


def note_wrong_code(request, waiting: Unlisted) -> bool:
    """False when that was the last try: the code is forgotten then."""
    waiting.tries += 1
    if waiting.tries >= TRIES:
        del request.session[KEY]
        return False
    _keep(request, waiting)
    return True


def let_in(request, waiting: Unlisted) -> HttpResponse | None:
    """The mailbox is theirs: the account begins here. None when nobody expects them, or they are here already."""
    del request.session[KEY]
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
