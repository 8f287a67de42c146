"""How a letter leaves: posted with its cause, claimed with a lease, asked again, stamped as it goes."""

from datetime import UTC, datetime, time, timedelta

import pytest

from accounts import outbox
from accounts.models import Letter, LetterPreference, Pause
from accounts.models.preferences import Channel
from accounts.outbox import Occasion, claim, post_letters, send_waiting
from benchmarks.sink import Sink
from checkins.concerns import open_concern
from checkins.models.concerns import Urgency
from tests.factories import CheckInFactory, UserFactory

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def at(instant):
    return lambda: instant


def occasion_of(checkin, mark="1"):
    return Occasion(
        recipient_id=checkin.user_id, about=checkin.pk, due_at=checkin.due_at, mark=f"{checkin.pk}.{mark}"
    )


@pytest.fixture
def checkin(ada):
    return CheckInFactory(user=ada, due_at=NOON)


@pytest.fixture
def letter(checkin):
    post_letters("moment", [occasion_of(checkin)])
    return Letter.objects.get()


def claimed(now=NOON, *, is_urgent=False):
    return [slip.pk for slip in claim(Channel.EMAIL, is_urgent=is_urgent, now=now)]


def state(letter):
    letter.refresh_from_db()
    return letter.state, letter.dropped_because


def test_posting_the_same_occasion_twice_writes_one_letter(checkin):
    assert post_letters("moment", [occasion_of(checkin)]) == 1
    assert post_letters("moment", [occasion_of(checkin)]) == 0
    assert Letter.objects.get().key == f"moment:{checkin.pk}.1:{checkin.user_id}:email"


def test_a_kind_that_somebody_refused_is_not_even_posted(checkin):
    LetterPreference.objects.create(user=checkin.user, kind="moment", channel="email", is_wanted=False)
    assert post_letters("moment", [occasion_of(checkin)]) == 0


def test_a_due_letter_arrives_by_real_smtp(letter, mailbox):
    assert send_waiting(is_urgent=False, clock=at(NOON)) == 1
    assert state(letter) == ("sent", "")
    [message] = mailbox.letters
    assert message["To"] == letter.recipient.email
    assert message["Message-ID"] == f"<{letter.key.replace(':', '.')}@testserver>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"http://testserver/letters/stop/{letter.recipient_id}.moment." in message["List-Unsubscribe"]
    assert "http://testserver/m/" in mailbox.text()
    assert "http://testserver/m/" in mailbox.html()
    assert send_waiting(is_urgent=False, clock=at(NOON)) == 0
    assert len(mailbox) == 1


def test_a_letter_that_is_not_due_yet_stays(letter, mailbox):
    assert send_waiting(is_urgent=False, clock=at(NOON - timedelta(seconds=1))) == 0
    assert state(letter) == ("waiting", "")


def answered(letter):
    letter.recipient.checkins.update(answered_at=NOON, level=4)


def closed(letter):
    letter.recipient.checkins.update(due_at=NOON - timedelta(hours=2), closes_at=NOON - timedelta(hours=1))


def paused(letter):
    Pause.objects.create(
        user=letter.recipient, starts_at=NOON - timedelta(hours=1), ends_at=NOON + timedelta(days=7)
    )


def refused_since(letter):
    LetterPreference.objects.create(user=letter.recipient, kind="moment", channel="email", is_wanted=False)


def stopped_everything(letter):
    type(letter.recipient).objects.update(letters_stopped_at=NOON)


def left(letter):
    type(letter.recipient).objects.update(is_active=False)


def went_stale(letter):
    Letter.objects.update(stale_at=NOON)


@pytest.mark.parametrize(
    ("what_happened", "reason"),
    [
        (answered, "no longer wanted"),
        (closed, "no longer wanted"),
        (paused, "paused"),
        (refused_since, "refused"),
        (stopped_everything, "refused"),
        (left, "left"),
        (went_stale, "too late"),
    ],
)
def test_asked_again_at_the_moment_of_sending(letter, mailbox, what_happened, reason):
    what_happened(letter)
    assert send_waiting(is_urgent=False, clock=at(NOON)) == 0
    assert state(letter) == ("dropped", reason)
    assert len(mailbox) == 0


def test_quiet_hours_postpone_a_letter_to_their_end(letter, mailbox):
    type(letter.recipient).objects.update(quiet_from=time(12, 30), quiet_until=time(15, 0))
    assert send_waiting(is_urgent=False, clock=at(NOON)) == 0  # 13:00 in London
    assert state(letter) == ("waiting", "")
    assert letter.due_at == datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
    assert letter.attempts == 0
    assert send_waiting(is_urgent=False, clock=at(letter.due_at)) == 1


def test_a_letter_that_waited_through_a_long_night_is_not_stale_in_the_morning(letter, mailbox):
    type(letter.recipient).objects.update(quiet_from=time(12, 0), quiet_until=time(11, 0))
    send_waiting(is_urgent=False, clock=at(NOON))
    letter.refresh_from_db()
    assert letter.due_at == datetime(2026, 6, 11, 10, 0, tzinfo=UTC)
    letter.recipient.checkins.update(closes_at=NOON + timedelta(days=2))
    assert send_waiting(is_urgent=False, clock=at(letter.due_at)) == 1


def test_a_claimed_letter_is_left_alone_until_its_lease_lapses(letter, mailbox):
    assert claimed() == [letter.pk]
    assert send_waiting(is_urgent=False, clock=at(NOON + outbox.LEASE)) == 0
    assert send_waiting(is_urgent=False, clock=at(NOON + outbox.LEASE + timedelta(seconds=1))) == 1


def test_letters_that_workers_died_over_are_taken_last_and_alone(ada):
    for mark in range(5):
        post_letters(
            "moment", [occasion_of(CheckInFactory(user=UserFactory(school=ada.school), due_at=NOON), mark)]
        )
    now = NOON
    for _ in range(outbox.LEFT_BEHIND):
        assert len(claimed(now)) == 5
        now += outbox.LEASE + timedelta(seconds=1)
    post_letters("moment", [occasion_of(CheckInFactory(user=ada, due_at=NOON + timedelta(minutes=5)), "new")])
    new = Letter.objects.get(recipient=ada)
    assert claimed(now) == [new.pk]
    alone = [claimed(now) for _ in range(5)]
    assert [len(ids) for ids in alone] == [1] * 5
    assert claimed(now) == []


def test_a_server_that_is_away_claims_nothing(letter, settings):
    with Sink() as sink:
        settings.EMAIL_PORT = sink.port
    assert send_waiting(is_urgent=False, clock=at(NOON)) == 0
    letter.refresh_from_db()
    assert (letter.attempts, letter.claimed_until, letter.due_at) == (0, None, NOON)


def test_a_line_that_goes_dead_gives_the_rest_back_at_once(ada, settings):
    for mark in range(30):
        checkin = CheckInFactory(user=UserFactory(school=ada.school), due_at=NOON)
        post_letters("moment", [occasion_of(checkin, str(mark))])
    settings.OUTBOX_LINES = 2
    with Sink(hang_after=12) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 1
        send_waiting(is_urgent=False, clock=at(NOON))
        assert sink.counters()["accepted"] == Letter.objects.filter(sent_at__isnull=False).count() == 12
    waiting = Letter.objects.waiting()
    assert waiting.count() == 18
    assert not waiting.filter(claimed_until__isnull=False).exists()
    # The letter that was on each line steps aside, in case it is what the server cannot bear; it costs no other a try.
    assert sorted(waiting.values_list("attempts", flat=True)) == [0] * 16 + [1, 1]
    assert all(letter.due_at > NOON for letter in waiting.filter(attempts=1))


def test_a_fault_of_our_own_keeps_the_lease_and_counts_as_a_try(letter, mailbox, monkeypatch):
    monkeypatch.setattr("accounts.carriers.stationery_for", lambda kind: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send_waiting(is_urgent=False, clock=at(NOON))
    letter.refresh_from_db()
    assert (letter.attempts, letter.claimed_until) == (1, NOON + outbox.LEASE)


def test_put_off_letters_are_tried_a_bounded_number_of_times_and_then_are_dead(letter, settings):
    tries = 0
    now = NOON
    letter.recipient.checkins.update(closes_at=NOON + timedelta(days=3))
    Letter.objects.update(stale_at=NOON + timedelta(days=3))
    with Sink(defer_data_every=1) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        while state(letter)[0] == "waiting":
            tries += 1
            assert send_waiting(is_urgent=False, clock=at(now)) == 0
            letter.refresh_from_db()
            now = letter.due_at
    assert tries == outbox.MOST_ATTEMPTS
    assert state(letter)[0] == "dead"
    assert letter.dead_reason.startswith("45")


def test_a_refused_letter_is_dead_at_once_and_can_be_requeued(letter, settings, mailbox):
    with Sink(refuse_containing=letter.recipient.email) as sink:
        settings.EMAIL_PORT = sink.port
        send_waiting(is_urgent=False, clock=at(NOON))
    assert state(letter)[0] == "dead"
    assert Letter.objects.requeue(NOON) == 1
    settings.EMAIL_PORT = mailbox.port
    assert send_waiting(is_urgent=False, clock=at(NOON)) == 1


def test_a_letter_that_kills_every_worker_is_dead_in_the_end(letter, mailbox):
    Letter.objects.update(attempts=outbox.MOST_ATTEMPTS)
    assert send_waiting(is_urgent=False, clock=at(NOON)) == 0
    assert state(letter)[0] == "dead"


def test_an_address_that_cannot_be_written_holds_up_nobody(letter, mailbox):
    other = CheckInFactory(user=UserFactory(school=letter.recipient.school), due_at=NOON)
    type(letter.recipient).objects.filter(pk=letter.recipient_id).update(email="jürgen@northgate.example.edu")
    post_letters("moment", [occasion_of(other)])
    assert send_waiting(is_urgent=False, clock=at(NOON)) == 1
    assert state(letter)[0] == "dead"
    assert mailbox.recipients == [other.user.email]


def test_urgent_letters_do_not_wait_behind_others(letter, mailbox):
    assert send_waiting(is_urgent=True, clock=at(NOON)) == 0
    assert state(letter) == ("waiting", "")


def test_an_urgent_letter_of_a_killed_worker_is_free_again_within_minutes(ada, wil, mailbox):
    open_concern(by=ada, words="", reach_by="", reach_when="", urgency=Urgency.TODAY, now=NOON)
    [taken] = claimed(is_urgent=True)
    assert claimed(NOON + timedelta(minutes=2), is_urgent=True) == []
    assert send_waiting(is_urgent=True, clock=at(NOON + timedelta(minutes=2, seconds=1))) == 1
    assert Letter.objects.get(pk=taken).sent_at


def test_letters_carry_no_word_about_health_where_others_can_see_it(letter, mailbox):
    send_waiting(is_urgent=False, clock=at(NOON))
    seen = " ".join(str(value) for value in mailbox[0].values()).lower()
    for word in (
        "health",
        "mood",
        "mental",
        "wellness",
        "wellbeing",
        "check-in",
        "checkin",
        "feel",
        "depress",
        "stress",
    ):
        assert word not in seen


def test_sending_asks_the_database_as_often_for_many_as_for_few(ada, mailbox, django_assert_max_num_queries):
    for mark in range(40):
        post_letters("moment", [occasion_of(CheckInFactory(user=ada, due_at=NOON), str(mark))])
    # is there any; claim; still wanted; a stamp for every ten; claim again; claim what was left behind
    with django_assert_max_num_queries(3 + 4 + 2):
        assert send_waiting(is_urgent=False, clock=at(NOON)) == 40
