"""Who looks after a group, and groups that become one."""

from datetime import timedelta

from django.utils import timezone
from django.utils.html import escape

from accounts.firewall import FOR_JOINING
from accounts.models import Letter
from groups import keeping
from groups.joining import Outcome
from groups.kinds import Role
from groups.merging import answer_as_member, answer_merge, finish_merges, propose_merge
from groups.models import Handover, MergeAnswer
from tests.factories import GradingFactory, GroupFactory, MembershipFactory
from tests.groups.addresses import reverse_of


def test_the_last_keeper_is_asked_and_everybody_is_told(client, group, ada, ben, wil):
    member = MembershipFactory(group=group, user=ben)
    client.force_login(ada)
    assert "Nobody else looks after this group" in client.get(reverse_of(group, "leave")).text
    client.post(reverse_of(group, "leave"))
    assert group.memberships.active().filter(user=ada).exists()
    client.post(reverse_of(group, "leave"), {"anyway": "yes"})
    assert not group.memberships.active().filter(user=ada).exists()
    assert set(Letter.objects.values_list("kind", "recipient")) == {
        ("group-moved", ben.pk),
        ("group-unkept", wil.pk),
    }
    client.force_login(ben)
    assert "Nobody looks after this group just now" in client.get(reverse_of(group, "people")).text
    client.post(reverse_of(group, "take-on"))
    member.refresh_from_db()
    assert member.role == Role.HOST


def test_nobody_is_made_a_host_without_a_yes(client, group, ada, ben):
    member = MembershipFactory(group=group, user=ben)
    client.force_login(ada)
    client.post(reverse_of(group, "host", member.key), {"how": "instead"})
    member.refresh_from_db()
    assert member.role == Role.MEMBER
    client.force_login(ben)
    assert "There is a question for you" in client.get(reverse_of(group, "people")).text
    client.post(reverse_of(group, "questions"), {"host": "1", "answer": "yes"})
    assert {row.user: row.role for row in group.memberships.all()} == {ada: Role.MEMBER, ben: Role.HOST}
    assert not Handover.objects.open().exists()


def test_two_groups_become_one_and_each_member_decides(client, school, ada, ben, zed):
    now = timezone.now()
    small, large = (
        GroupFactory(school=school, name="Small"),
        GroupFactory(school=school, name="Large", capacity=3),
    )
    MembershipFactory(group=small, user=ada, role=Role.HOST)
    comes, stays = (MembershipFactory(group=small, user=person) for person in (ben, zed))
    MembershipFactory(group=large, role=Role.HOST)
    merge = propose_merge(group=small, into=large, by=ada, now=now)
    assert merge.closes_at is None
    assert propose_merge(group=small, into=large, by=ada, now=now) is None
    client.force_login(ben)
    assert "Come along" not in client.get(reverse_of(small, "questions")).text
    answer_merge(merge=merge, by=large.memberships.get().user, says_yes=True, now=now)
    assert "Come along to Large" in client.get(reverse_of(small, "questions")).text
    client.post(reverse_of(small, "questions"), {"merge": "1", "answer": "yes"})
    there = large.memberships.active().get(user=ben)
    assert there.alias != comes.alias
    assert answer_as_member(merge=merge, membership=stays, comes_along=False, now=now) is Outcome.CLOSED
    assert finish_merges(now=now + timedelta(days=15)) == 1
    small.refresh_from_db()
    assert (small.is_running, small.merged_into) == (False, large)
    assert not large.memberships.filter(user__in=[ada, zed]).exists()
    client.force_login(zed)
    assert "This group is closed" in client.get(reverse_of(small, "people")).text
    assert not keeping.reopen_group(group=small, by=ada, now=now)


def test_whom_the_firewall_keeps_apart_stays_where_they_are(client, school, ada, ben):
    """Coming along with one's group is no way round it."""
    now = timezone.now()
    small, large = GroupFactory(school=school, name="Small"), GroupFactory(school=school, name="Large")
    grader = MembershipFactory(group=large, role=Role.HOST).user
    GradingFactory(grader=grader, student=ben)
    MembershipFactory(group=small, user=ada, role=Role.HOST)
    MembershipFactory(group=small, user=ben)
    merge = propose_merge(group=small, into=large, by=ada, now=now)
    answer_merge(merge=merge, by=grader, says_yes=True, now=now)
    client.force_login(ben)
    client.post(reverse_of(small, "questions"), {"merge": "1", "answer": "yes"})
    page = client.get(reverse_of(small, "questions")).text
    assert escape(FOR_JOINING) in page
    assert grader.alias not in page
    assert not large.memberships.filter(user=ben).exists()
    assert not large.join_requests.exists()
    assert not MergeAnswer.objects.exists()
    assert "Come along to Large" in page, "they can still say that they stay"
    client.post(reverse_of(small, "questions"), {"merge": "1", "answer": "no"})
    assert not MergeAnswer.objects.get().comes_along
    assert small.memberships.active().filter(user=ben).exists()
