"""Rules about letters, leaving and keeping of which each part is asked alone."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from accounts import outbox
from accounts.erasure import erase_person
from accounts.held import RETRY_AFTER, Held
from accounts.models import ExpectedStudent, Letter, LetterPreference
from accounts.outbox import Occasion, post_letters, send_waiting
from accounts.retention import KEEP_EXPECTED, drop_old_rows
from accounts.slips import quiet_until
from accounts.stop_links import read_stop_token, stop_token
from accounts.wire import Outcome, Verdict
from tests.access.library_world import OWN_SERVICE, TIP_WORDS
from tests.access.may_read import MAY_READ
from tests.access.rooms import ASKING_WORDS
from tests.access.talk import REPLY_WORDS
from tests.access.workshops import ANSWER_WORDS, PLACE, UNSHOWN_WORDS, WORKSHOP
from tests.access.world import (
    GROUP_NAME,
    MEETING_TITLE,
    PARTING_WORDS,
    REPORTED_WORDS,
    build,
)
from tests.factories import CheckInFactory

NOON = datetime(2026, 6, 8, 12, 0, tzinfo=UTC)
# What others wrote, and what belongs to a group or to the school.
STAYS = {
    ANSWER_WORDS,
    ASKING_WORDS,
    GROUP_NAME,
    MEETING_TITLE,
    OWN_SERVICE,
    PARTING_WORDS,
    PLACE,
    REPLY_WORDS,
    REPORTED_WORDS,
    TIP_WORDS,
    UNSHOWN_WORDS,
    WORKSHOP,
}


@pytest.fixture
def letter(ada) -> Letter:
    checkin = CheckInFactory(user=ada, due_at=NOON)
    post_letters("moment", [Occasion(ada.pk, checkin.pk, NOON, f"{checkin.pk}.1")])
    return Letter.objects.get()


def test_nobody_stops_somebody_elses_letters_by_a_link_made_up(client, ada):
    forged = stop_token(ada.pk, "moment").rsplit(".", 1)[0] + ".forged"
    assert read_stop_token(forged) is None
    client.post(reverse("accounts:stop-letters", args=[forged]), {"choice": "stop"})
    other = stop_token(ada.pk, "moment").replace("moment", "shared")
    client.post(reverse("accounts:stop-letters", args=[other]), {"List-Unsubscribe": "One-Click"})
    assert not LetterPreference.objects.exists()


def test_a_pause_that_is_over_and_a_no_to_another_kind_hold_nothing_back(ada, letter, mailbox):
    ada.pauses.create(starts_at=NOON - timedelta(days=2), ends_at=NOON)
    LetterPreference.objects.create(user=ada, kind="shared", channel="email", is_wanted=False)
    assert send_waiting(is_urgent=False, clock=lambda: NOON) == 1


@pytest.mark.parametrize(
    ("at", "until"),
    [((21, 59), None), ((22, 0), (9, 7)), ((3, 0), (8, 7)), ((6, 59), (8, 7)), ((7, 0), None)],
)
def test_quiet_hours_span_midnight(at, until):
    now = datetime(2026, 6, 8, *at, tzinfo=UTC)
    end = until and datetime(2026, 6, *until, tzinfo=UTC)
    assert quiet_until(now, "UTC", time(22), time(7)) == end


def test_waits_between_tries_grow_and_a_new_life_begins_with_the_first(letter):
    for tries, wait in enumerate(RETRY_AFTER, start=1):
        slips = outbox.claim("email", is_urgent=False, now=NOON)
        held = Held(slips, lambda: NOON)
        held.stamp([Outcome(letter.pk, Verdict.DEFERRED, 451, "later")])
        letter.refresh_from_db()
        assert (letter.attempts, letter.due_at) == (tries, NOON + wait)
        Letter.objects.update(due_at=NOON)
    Letter.objects.update(dead_at=NOON, dead_reason="451 later")
    Letter.objects.requeue(NOON)
    letter.refresh_from_db()
    assert (letter.attempts, letter.state) == (0, "waiting")


def test_half_a_year_is_how_long_somebody_is_expected(school):
    now = timezone.now()
    for number, days in enumerate((-1, 1)):
        ExpectedStudent.objects.create(
            school=school, digest=f"{number}", added_at=now - KEEP_EXPECTED - timedelta(days=days)
        )
    drop_old_rows()
    assert ExpectedStudent.objects.get().digest == "0"


def test_a_sign_in_that_was_only_begun_goes_with_the_person(ada, ben):
    for person in (ada, ben):
        begun = SessionStore()
        begun["account_login"] = {"email": person.email}
        begun.save()
    erase_person(user=ada, now=timezone.now())
    assert [ben.email in str(session.get_decoded()) for session in Session.objects.all()] == [True]


def test_no_word_of_hers_is_left_in_any_column_when_ada_has_left(ada, ben, mo, wil, zed, nia, op):
    """What others wrote stays. Whatever is added to the world of tests is looked for here as well."""
    build(ada, ben, mo, wil, zed, nia, op)
    hers = MAY_READ.keys() - STAYS
    assert {word for word, *_ in _held(hers)} == hers
    erase_person(user=ada, now=timezone.now())
    connection.check_constraints()  # which PostgreSQL would ask at the end of the transaction
    assert _held(hers) == []


def _held(words: set[str]) -> list[tuple[str, str, str]]:
    """(word, model, column) wherever one of these stands, encrypted or not."""
    found = set()
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed or model is Session:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField, models.BinaryField, models.JSONField)):
                for value in model._base_manager.values_list(field.name, flat=True):
                    found |= {
                        (word, model.__name__, field.name) for word in words if value and word in str(value)
                    }
    return sorted(found)
