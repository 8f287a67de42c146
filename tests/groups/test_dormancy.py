"""A group that became quiet: a gentle letter, an offer a week later, members are asked; nothing is done silently."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Letter
from accounts.outbox import send_waiting
from groups.dormancy import look_for_quiet, say_wish
from groups.kinds import Role
from groups.models import Group, Membership, QuietSpell
from groups.models.quiet import Wish
from tests.factories import GroupFactory, MembershipFactory

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday noon in London
WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def quiet(mo, ada):
    """Nobody has done anything for 22 days. Mo looks after it, Ada is in it."""
    then = NOW - timedelta(days=22)
    group = GroupFactory(school=mo.school, name="Choir", founded_at=then, last_active_at=then)
    MembershipFactory(group=group, user=mo, role=Role.MENTOR, joined_at=then)
    MembershipFactory(group=group, user=ada, joined_at=then)
    return group


def letters():
    return list(Letter.objects.order_by("pk").values_list("kind", "recipient__alias"))


def test_keepers_get_one_gentle_letter_and_one_offer_a_week_later(quiet, mo):
    assert look_for_quiet(now=NOW) == 1
    for days in range(7):
        assert look_for_quiet(now=NOW + timedelta(days=days)) == 0
    assert look_for_quiet(now=NOW + WEEK) == 1
    for weeks in range(2, 20):
        assert look_for_quiet(now=NOW + weeks * WEEK) == 0
    assert letters() == [("group-quiet", mo.alias), ("group-quiet-offer", mo.alias)]


def test_a_group_of_three_weeks_is_not_quiet_yet(quiet):
    Group.objects.update(last_active_at=NOW - timedelta(days=20))
    assert look_for_quiet(now=NOW) == 0


def test_whatever_somebody_does_ends_it_and_another_silence_begins_anew(quiet):
    look_for_quiet(now=NOW)
    quiet.touch(NOW + timedelta(days=1))
    assert look_for_quiet(now=NOW + WEEK) == 0
    assert QuietSpell.objects.get().ended_at == NOW + WEEK
    assert look_for_quiet(now=NOW + 4 * WEEK) == 1
    assert QuietSpell.objects.count() == 2


def test_a_closed_group_is_left_in_peace(quiet):
    look_for_quiet(now=NOW)
    Group.objects.update(archived_at=NOW)
    assert look_for_quiet(now=NOW + WEEK) == 0
    assert not QuietSpell.objects.open().exists()


def test_nothing_is_closed_or_deleted_however_long_it_is_quiet(quiet):
    before = list(Group.objects.values()), list(Membership.objects.values())
    for weeks in range(60):
        look_for_quiet(now=NOW + weeks * WEEK)
    assert (list(Group.objects.values()), list(Membership.objects.values())) == before


def test_the_letter_is_neutral_and_is_dropped_when_somebody_has_spoken_meanwhile(quiet, mo, mailbox):
    look_for_quiet(now=NOW)
    noon = NOW.replace(hour=11, minute=0)
    Letter.objects.update(due_at=noon)
    send_waiting(is_urgent=False, clock=lambda: noon)
    words = mailbox.raw[0].decode()
    assert "Choir" not in words
    assert f"/groups/{quiet.key}/quiet/" in words
    look_for_quiet(now=NOW + WEEK)
    quiet.touch(NOW + WEEK)
    later = noon + WEEK
    Letter.objects.filter(sent_at=None).update(due_at=later)
    send_waiting(is_urgent=False, clock=lambda: later)
    assert len(mailbox.raw) == 1


def test_a_keeper_says_that_it_is_fine(client, quiet, mo):
    look_for_quiet(now=NOW)
    client.force_login(mo)
    client.post(reverse("groups:quiet", args=[quiet.key]), {"let-be": "1"})
    assert look_for_quiet(now=NOW + WEEK) == 0


def test_members_are_asked_and_cannot_say_for_the_keeper(client, quiet, ada):
    client.force_login(ada)
    url = reverse("groups:quiet", args=[quiet.key])
    assert url in client.get(reverse("groups:people", args=[quiet.key])).content.decode()
    page = client.get(url).content.decode()
    assert "What would you like?" in page
    assert "What you can do" not in page
    client.post(url, {"wish": "close", "let-be": "1"})
    client.post(url, {"let-be": "1"})
    spell = QuietSpell.objects.get()
    assert [wish.wish for wish in spell.wishes.all()] == ["close"]
    assert spell.let_be_at is None
    client.post(url, {"wish": "stay"})
    assert [wish.wish for wish in spell.wishes.all()] == ["stay"]


def test_keepers_read_how_many_said_what_from_three_on(client, quiet, mo):
    client.force_login(mo)
    url = reverse("groups:quiet", args=[quiet.key])
    members = MembershipFactory.create_batch(3, group=quiet)
    for member in members[:2]:
        say_wish(membership=member, wish=Wish.CLOSE, now=NOW)
    assert "Fewer than three" in client.get(url).content.decode()
    say_wish(membership=members[2], wish=Wish.STAY, now=NOW)
    assert dict(client.get(url).context["wishes"]) == {
        Wish.STAY.label: 1,
        Wish.ELSEWHERE.label: 0,
        Wish.CLOSE.label: 2,
    }


def test_where_it_is_not_quiet_there_is_no_question(client, quiet, ada):
    quiet.touch(NOW)
    client.force_login(ada)
    answer = client.get(reverse("groups:quiet", args=[quiet.key]))
    assert answer["Location"] == reverse("groups:detail", args=[quiet.key])
