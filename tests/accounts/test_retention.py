"""What is past its time goes by itself; what is not stays."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Letter, User
from accounts.retention import drop_old_rows
from tests.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def ago(**span):
    return timezone.now() - timedelta(**span)


def letter(person, mark, due_at, **end):
    return Letter.objects.create(
        key=mark,
        kind="moment",
        recipient=person,
        channel="email",
        about=1,
        due_at=due_at,
        stale_at=due_at,
        **end,
    )


def test_letters_go_after_sixty_days_unless_they_still_wait(ada):
    letter(ada, "sent long ago", ago(days=61), sent_at=ago(days=61))
    letter(ada, "dead long ago", ago(days=61), dead_at=ago(days=61))
    letter(ada, "dropped long ago", ago(days=61), dropped_at=ago(days=61))
    letter(ada, "waits", ago(days=61))
    letter(ada, "sent lately", ago(days=59), sent_at=ago(days=59))
    drop_old_rows()
    assert set(Letter.objects.values_list("key", flat=True)) == {"waits", "sent lately"}


def test_sessions_that_are_over_go_with_their_device(ada):
    for seconds, device in ((-60, "old"), (3600, "new")):
        store = SessionStore()
        store.set_expiry(seconds)
        store.save()
        UserSession.objects.create(
            user=ada,
            session_key=store.session_key,
            ip="192.0.2.1",
            user_agent=device,
            last_seen_at=ago(days=2),
        )
    UserSession.objects.create(user=ada, session_key="x", ip="192.0.2.1", user_agent="just now")
    drop_old_rows()
    assert Session.objects.count() == 1
    assert set(UserSession.objects.values_list("user_agent", flat=True)) == {"new", "just now"}


def test_a_session_of_nobody_ends_within_the_hour_and_that_of_a_person_later(client, ada):
    client.post("/account/login/", {"login": ada.email})
    within_the_hour = timezone.now() + timedelta(hours=1)
    assert Session.objects.get().expire_date <= within_the_hour
    client.force_login(ada)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=13)


def test_who_never_typed_the_code_is_forgotten_after_a_week(school):
    def joined(days, *, verified, last_login=None, make=UserFactory):
        person = make(school=school, last_login=last_login)
        EmailAddress.objects.filter(user=person).update(verified=verified)
        User.objects.filter(pk=person.pk).update(joined_at=ago(days=days))
        return person.pk

    gone = joined(8, verified=False)
    kept = {
        joined(6, verified=False),
        joined(8, verified=True),
        joined(8, verified=False, last_login=ago(days=8)),
        joined(8, verified=False, make=StaffFactory),
    }
    drop_old_rows()
    assert set(User.objects.values_list("pk", flat=True)) == kept
    assert gone not in kept
