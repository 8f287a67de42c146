"""An ask that waits is brought to somebody, within what they said they can carry; the asker reads what is so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Letter, LetterPreference, Pause
from groups.answering import set_willing
from groups.boundaries import block_author, mute_thread
from groups.kinds import Role
from groups.letters.talk import reply_values, waits_values
from groups.models import Brought, Post
from groups.promise import MOST_EACH_ROUND, MOST_ROUNDS, bring_at, bring_waiting, promise_of
from groups.talking import write_post, write_reply
from groups.tasks import bring_waiting as bell
from tests.factories import GroupFactory, MembershipFactory, PostFactory


@pytest.fixture
def circle(school):
    return GroupFactory(school=school, kind="interest", capacity=40)


@pytest.fixture
def asker(circle, ada):
    return MembershipFactory(group=circle, user=ada)


def willing(circle, most_a_week=2, **fields):
    member = MembershipFactory(group=circle, **fields)
    set_willing(membership=member, most_a_week=most_a_week)
    return member


def waiting(asker, **fields):
    return PostFactory(author=asker, bring_at=timezone.now() - timedelta(minutes=1), **fields)


def told(post):
    return set(Brought.objects.filter(post=post).values_list("to", flat=True))


@pytest.mark.parametrize(
    ("asked", "brought"),
    [
        # Staffed Monday to Friday, 9 to 17 in London; two staffed hours or twelve others, whichever end first.
        (datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC)),
        (datetime(2026, 11, 23, 16, tzinfo=UTC), datetime(2026, 11, 24, 4, tzinfo=UTC)),
        (datetime(2026, 11, 23, 22, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), datetime(2026, 11, 29, 0, tzinfo=UTC)),
    ],
)
def test_when_it_is_brought(circle, asked, brought):
    assert bring_at(circle, asked) == brought


def test_it_goes_to_the_willing_and_to_the_mentor_and_to_nobody_else(circle, asker):
    post = waiting(asker)
    one, mentor = willing(circle), MembershipFactory(group=circle, role=Role.MENTOR)
    MembershipFactory(group=circle)
    bring_waiting(now=timezone.now())
    assert told(post) == {one.pk, mentor.pk}
    assert set(Letter.objects.filter(kind="group-waits").values_list("recipient", flat=True)) == {
        one.user_id,
        mentor.user_id,
    }


def test_a_second_sweep_brings_nothing(circle, asker):
    waiting(asker)
    willing(circle)
    now = timezone.now()
    assert bring_waiting(now=now).letters == 1
    assert bring_waiting(now=now).asks == 0
    assert Letter.objects.filter(kind="group-waits").count() == 1


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_moment_do_no_harm(run_in_threads):
    group = GroupFactory(kind="interest", capacity=40)
    asker = MembershipFactory(group=group)
    for _ in range(6):
        waiting(asker)
    members = [willing(group, most_a_week=2) for _ in range(4)]
    run_in_threads(lambda: bring_waiting(now=timezone.now()), times=6)
    for member in members:
        assert Brought.objects.filter(to=member).count() <= 2
    assert Letter.objects.filter(kind="group-waits").count() == Brought.objects.count() >= 6


def test_nobody_is_asked_more_often_than_they_said_over_all_their_groups(circle, asker, school):
    member = willing(circle, most_a_week=2)
    elsewhere = GroupFactory(school=school)
    also = MembershipFactory(group=elsewhere, user=member.user)
    set_willing(membership=also, most_a_week=2)
    for author in (asker, asker, MembershipFactory(group=elsewhere), asker):
        waiting(author)
    bring_waiting(now=timezone.now())
    assert Brought.objects.count() == 2
    later = timezone.now() + timedelta(days=8)
    Post.objects.update(bring_at=later - timedelta(minutes=1))
    bring_waiting(now=later)
    assert Brought.objects.filter(brought_at=later).count() == 2


def test_at_most_a_few_of_the_willing_are_asked_at_a_time(circle, asker):
    post = waiting(asker)
    for _ in range(MOST_EACH_ROUND + 4):
        willing(circle)
    bring_waiting(now=timezone.now())
    assert len(told(post)) == MOST_EACH_ROUND


def test_then_others_are_asked_and_after_some_rounds_nobody_more(circle, asker):
    post, now = waiting(asker), timezone.now()
    for _ in range(MOST_EACH_ROUND * (MOST_ROUNDS + 2)):
        willing(circle)
    for turn in range(MOST_ROUNDS + 2):
        bring_waiting(now=now + timedelta(hours=13 * turn))
    assert len(told(post)) == MOST_EACH_ROUND * MOST_ROUNDS
    post.refresh_from_db()
    assert post.bring_at is None
    assert post.brought == MOST_ROUNDS


def test_who_is_away_pauses_muted_it_or_wants_no_such_letters_is_left_in_peace(circle, asker):
    post, now = waiting(asker), timezone.now()
    willing(circle, away_until=now.date() + timedelta(days=2))
    Pause.objects.create(
        user=willing(circle).user, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1)
    )
    mute_thread(post=post, by=willing(circle), now=now)
    LetterPreference.objects.create(
        user=willing(circle).user, kind="group-waits", channel="email", is_wanted=False
    )
    stopped = willing(circle)
    stopped.user.letters_stopped_at = now
    stopped.user.save()
    gone = willing(circle)
    gone.left_at = now + timedelta(seconds=1)
    gone.save()
    away_author = willing(circle)
    block_author(words=post, by=away_author, now=now)
    blocked = willing(circle)
    block_author(words=PostFactory(author=blocked), by=asker, now=now)
    bring_waiting(now=now)
    assert told(post) == set()
    post.refresh_from_db()
    assert post.brought == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"answered_at": timezone.now()},
        {"closed_at": timezone.now(), "closing": "yes"},
        {"deleted_at": timezone.now()},
        {"hidden_at": timezone.now()},
        {"kind": "instrumental", "needed_until": timezone.now().date() - timedelta(days=2)},
    ],
)
def test_what_no_longer_waits_is_brought_to_nobody(circle, asker, fields):
    post = waiting(asker, **fields)
    willing(circle)
    bring_waiting(now=timezone.now())
    assert told(post) == set()
    post.refresh_from_db()
    assert post.bring_at is None


def test_the_asker_reads_what_will_happen_and_what_has_happened(circle, asker):
    post = write_post(by=asker, kind="emotional", words="A long week.", now=timezone.now())
    assert promise_of(post).can_be_brought is False
    one = willing(circle)
    assert promise_of(post).can_be_brought is True
    assert promise_of(post).bring_at == post.bring_at
    bring_waiting(now=post.bring_at)
    post.refresh_from_db()
    promise = promise_of(post)
    assert (promise.people, promise.mentors, promise.has_been_tried) == (1, 0, True)
    assert promise.bring_at is not None
    write_reply(to=post, by=one, words="I hear you.", now=timezone.now())
    post.refresh_from_db()
    assert promise_of(post) is None


def test_a_letter_asks_again_whether_it_is_wanted(circle, asker):
    post, now = waiting(asker), timezone.now()
    one = willing(circle)
    bring_waiting(now=now)
    slip = type("Slip", (), {"pk": 1, "about": Brought.objects.get().pk, "recipient_id": one.user_id})
    assert post.key in waits_values([slip], now)[1]["link"]
    assert waits_values([type("Slip", (), {**slip.__dict__, "recipient_id": asker.user_id})], now) == {}
    write_reply(to=post, by=one, words="I hear you.", now=now)
    assert waits_values([slip], now) == {}
    news = type("Slip", (), {"pk": 2, "about": post.pk, "recipient_id": asker.user_id})
    assert post.key in reply_values([news], now)[2]["link"]
    block_author(words=post.replies.get(), by=asker, now=now)
    assert reply_values([news], now) == {}


def test_the_bell_writes_the_letters(circle, asker):
    waiting(asker)
    willing(circle)
    assert bell() == 1
    assert bell() == 0
