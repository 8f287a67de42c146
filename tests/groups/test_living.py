"""A group's life as a person sees it: founding, joining, waiting, being away, handing on, joining together, closing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.erasure import erase_person
from accounts.firewall import FOR_JOINING
from accounts.models import Letter, Pause
from groups import agreement, keeping, old_requests
from groups.founding import MOST_KEPT
from groups.inviting import invite_address, make_link
from groups.joining import Outcome, come_in, take_seat
from groups.keeping import ask_to_host
from groups.kinds import Entry, Identity, Kind, Role
from groups.leaving import leave_group, remove_member
from groups.letters.membership import invited_values, news_values, request_values
from groups.merging import answer_as_member, answer_merge, finish_merges, propose_merge
from groups.models import Group, Handover, Invitation, JoinRequest, Membership, Merge, MergeAnswer
from groups.waiting import OFFER_FOR, move_lists_on
from tests.factories import GradingFactory, GroupFactory, JoinRequestFactory, MembershipFactory, UserFactory

GROUP = {
    "name": "Late readers",
    "about": "We read.",
    "rhythm": "Tuesdays",
    "capacity": "8",
    "entry": "open",
    "is_listed": "on",
    "identity": "aliases",
}


def reverse_of(group, name, *args):
    return reverse(f"groups:{name}", args=[group.key, *args])


@pytest.fixture
def group(school, ada):
    group = GroupFactory(school=school)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    return group


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_can_be_founded_with_our_words(client, ada, kind):
    client.force_login(ada)
    page = client.get(reverse("groups:found", args=[kind]))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    made = client.post(reverse("groups:found", args=[kind]), {**sent, "name": "Ours"})
    group = Group.objects.get()
    assert made.url == reverse_of(group, "detail")
    assert (group.kind, group.school, group.beginning) == (kind, ada.school, kind)
    mine = group.memberships.get()
    assert (mine.user, mine.role, mine.has_agreed) == (ada, Role.HOST, True)
    assert mine.alias != ada.alias
    assert client.get(made.url).status_code == 200


def test_other_suggestions_keep_what_was_typed(client, ada):
    client.force_login(ada)
    address = reverse("groups:found", args=["study"])
    first = client.post(address, {**GROUP, "another": "1", "times": ["lunch"]})
    assert not Group.objects.exists()
    assert "Late readers" in first.text
    form = first.context["form"]
    assert form["times"].value() == ["lunch"]
    again = client.post(address, {**GROUP, "another": "1"}).context["form"]
    assert not {label for _, label in form.fields["alias"].choices} & {
        label for _, label in again.fields["alias"].choices
    }


def test_the_chosen_suggestion_is_the_name_one_has(client, ada):
    client.force_login(ada)
    address = reverse("groups:found", args=["study"])
    sealed, alias = client.get(address).context["form"].fields["alias"].choices[2]
    client.post(address, {**GROUP, "alias": sealed})
    assert Membership.objects.get().alias == alias


def test_nobody_looks_after_more_than_anybody_can(client, ada, school):
    for _ in range(MOST_KEPT):
        MembershipFactory(group=GroupFactory(school=school), user=ada, role=Role.HOST)
    client.force_login(ada)
    page = client.post(reverse("groups:found", args=["study"]), GROUP)
    assert "Hand one over or close one first" in page.text
    assert Group.objects.count() == MOST_KEPT


def test_the_list_is_honest_and_a_freed_seat_is_kept_for_the_first(client, school, ada, ben, zed):
    group = GroupFactory(school=school, kind=Kind.BUDDIES, capacity=2)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    leaver = MembershipFactory(group=group)
    now = timezone.now()
    for person in (ben, zed):
        assert come_in(group=group, by=person, now=now) is Outcome.WAITING
    client.force_login(zed)
    assert "number 2 on the list" in client.get(reverse_of(group, "detail")).text
    leave_group(membership=leaver, by=leaver.user, now=now)
    assert "You are next" not in client.get(reverse_of(group, "detail")).text
    client.force_login(ben)
    assert "A place is free for you" in client.get(reverse_of(group, "detail")).text
    assert Letter.objects.filter(kind="group-request").values_list("recipient", flat=True).get() == ben.pk
    # Nobody passes by the open door meanwhile.
    assert come_in(group=group, by=UserFactory(school=school), now=now) is Outcome.WAITING
    later = now + OFFER_FOR + timedelta(seconds=1)
    assert move_lists_on(now=later) == 1
    mine = JoinRequest.objects.get(user=ben)
    assert mine.ended_as == "lapsed"
    assert not take_seat(request=mine, by=ben, now=later)
    assert take_seat(request=JoinRequest.objects.pending().get(user=zed), by=zed, now=later)
    assert "has gone on to the next" in client.get(reverse("groups:index")).text


def test_who_has_paused_keeps_their_place_and_the_seat_goes_to_the_next(school, ben, zed):
    group = GroupFactory(school=school, kind=Kind.BUDDIES, capacity=2)
    MembershipFactory(group=group, role=Role.HOST)
    leaver = MembershipFactory(group=group)
    now = timezone.now()
    for person in (ben, zed):
        come_in(group=group, by=person, now=now)
    Pause.objects.create(user=ben, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=9))
    leave_group(membership=leaver, by=leaver.user, now=now)
    assert [row.user for row in group.join_requests.offered(now)] == [zed]
    assert group.join_requests.get(user=ben).place == 1


def test_a_seat_that_nobody_who_waits_can_take_now_is_given_at_the_door(school, ben, zed):
    group = GroupFactory(school=school, kind=Kind.BUDDIES, capacity=2)
    MembershipFactory(group=group, role=Role.HOST)
    leaver = MembershipFactory(group=group)
    now = timezone.now()
    come_in(group=group, by=ben, now=now)
    Pause.objects.create(user=ben, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=9))
    leave_group(membership=leaver, by=leaver.user, now=now)
    assert not group.join_requests.offered(now).exists()
    assert come_in(group=group, by=zed, now=now) is Outcome.IN
    assert group.join_requests.get(user=ben).place == 1


def test_asking_is_answered_and_the_words_are_gone_afterwards(client, school, ada, zed):
    group = GroupFactory(school=school, entry=Entry.ON_REQUEST)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    client.force_login(zed)
    client.post(reverse_of(group, "join"), {"join": "1", "words": "I heard of you."})
    request = JoinRequest.objects.get()
    client.force_login(ada)
    page = client.get(reverse_of(group, "requests")).text
    assert "I heard of you." in page
    assert request.alias in page
    assert zed.alias not in page
    client.post(reverse_of(group, "request-answer", request.key), {"answer": "yes"})
    assert group.memberships.active().get(user=zed).alias == request.alias
    request.refresh_from_db()
    assert (request.ended_as, request.words, request.answered_by) == ("joined", "", ada)
    assert set(Letter.objects.values_list("recipient", flat=True)) == {ada.pk, zed.pk}


def test_letters_name_no_group_and_ask_again_before_they_leave(school, ada, zed):
    group = GroupFactory(school=school, entry=Entry.ON_REQUEST, name="Grieving together")
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    come_in(group=group, by=zed, now=timezone.now())
    letter = Letter.objects.get()
    slip = _slip(letter)
    values = request_values([slip], timezone.now())
    assert "Grieving" not in str(values)
    assert reverse_of(group, "requests") in values[letter.pk]["link"]
    JoinRequest.objects.update(ended_at=timezone.now(), ended_as="withdrawn")
    assert request_values([slip], timezone.now()) == {}


def test_who_wants_no_letters_about_a_group_gets_none(school, ada, zed):
    group = GroupFactory(school=school)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    quiet = MembershipFactory(group=group, user=zed, wants_letters=False)
    loud = MembershipFactory(group=group)
    keeping.archive_group(group=group, by=ada, now=timezone.now())
    assert [letter.recipient for letter in Letter.objects.all()] == [loud.user]
    Membership.objects.filter(pk=loud.pk).update(wants_letters=False)
    assert news_values([_slip(Letter.objects.get())], timezone.now()) == {}
    assert quiet.user != loud.user


def test_an_invitation_that_was_taken_back_is_not_written_about(school, ada, zed):
    group = GroupFactory(school=school)
    now = timezone.now()
    invitation = Invitation.objects.create(
        group=group,
        made_by=ada,
        is_personal=True,
        recipient=zed,
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    letter = Letter(
        pk=1, kind="group-invited", about=invitation.pk, recipient=zed, key="group-invited:1:1:email"
    )
    assert invitation.token in invited_values([_slip(letter)], now)[1]["link"]
    Invitation.objects.update(revoked_at=now)
    assert invited_values([_slip(letter)], now) == {}


class _slip:
    def __init__(self, letter):
        self.pk, self.key, self.about = letter.pk, letter.key, letter.about
        self.recipient_id, self.time_zone = letter.recipient_id, "Europe/London"


def test_new_words_are_asked_for_before_one_writes_again(client, group, ada, monkeypatch):
    client.force_login(ada)
    assert "has changed" not in client.get(reverse_of(group, "people")).text
    for module in ("groups.models.memberships", "groups.joining"):
        monkeypatch.setattr(f"{module}.VERSION", agreement.VERSION + 1)
    assert "has changed" in client.get(reverse_of(group, "people")).text
    assert not Membership.objects.agreed().exists()
    client.post(reverse_of(group, "agreement"))
    assert "has changed" not in client.get(reverse_of(group, "people")).text
    assert Membership.objects.agreed().get().user == ada


def test_an_alias_changes_to_a_suggestion_once_in_a_while(client, group, ada):
    client.force_login(ada)
    sealed, alias = client.get(reverse_of(group, "alias")).context["form"].fields["alias"].choices[1]
    client.post(reverse_of(group, "alias"), {"alias": sealed})
    assert group.memberships.get().alias == alias
    page = client.get(reverse_of(group, "alias"))
    assert page.context["form"] is None
    assert "can be changed again" in page.text


def test_away_is_said_with_its_reason_where_people_go_by_name(client, school, ada, ben):
    group = GroupFactory(school=school, identity=Identity.NAMES)
    for person in (ada, ben):
        MembershipFactory(group=group, user=person)
    client.force_login(ben)
    until = timezone.localdate() + timedelta(days=20)
    client.post(
        reverse_of(group, "me"),
        {"away_until": f"{until}", "away_note": "On a rotation", "wants_letters": "on"},
    )
    client.force_login(ada)
    page = client.get(reverse_of(group, "people")).text
    assert "On a rotation" in page
    assert f"until {until.day} {until:%B}" in page


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
    assert not merge.is_asking(now)
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


def test_closing_ends_what_waits_and_opening_goes_on(client, group, ada, zed):
    JoinRequestFactory(group=group, user=zed)
    client.force_login(ada)
    client.post(reverse_of(group, "archive"))
    assert JoinRequest.objects.get().ended_as == "closed"
    client.force_login(zed)
    assert "was closed" in client.get(reverse("groups:index")).text
    assert client.get(reverse_of(group, "detail")).status_code == 404
    client.force_login(ada)
    assert "Open it again" in client.get(reverse_of(group, "people")).text
    client.post(reverse_of(group, "unarchive"))
    group.refresh_from_db()
    assert group.is_running


def test_what_ended_long_ago_is_let_go(group, ada, zed):
    then = timezone.now() - timedelta(days=61)
    JoinRequestFactory(group=group, user=zed, asked_at=then, ended_at=then, ended_as="declined")
    removed = MembershipFactory(
        group=group, user=zed, joined_at=then, left_at=then, was_removed=True, parting_words="Sorry."
    )
    assert old_requests.drop_old_requests(now=timezone.now()) == 2
    removed.refresh_from_db()
    assert removed.parting_words == ""
    assert not JoinRequest.objects.exists()
    assert not Merge.objects.exists()


def test_a_stay_that_nothing_hangs_on_goes_after_a_year_and_one_with_words_stays(group, ada, zed, ben):
    then = timezone.now() - timedelta(days=366)
    for person in (zed, ben):
        MembershipFactory(group=group, user=person, joined_at=then, left_at=then)
    spoke = group.memberships.get(user=ben)
    Handover.objects.create(asked_by=group.memberships.get(user=ada), member=spoke, asked_at=timezone.now())
    assert old_requests.drop_old_requests(now=timezone.now()) == 1
    assert set(group.memberships.values_list("user", flat=True)) == {ada.pk, ben.pk}


def test_who_was_removed_still_asks_when_the_remover_is_gone(group, ada, zed):
    member = MembershipFactory(group=group, user=zed)
    other = MembershipFactory(group=group, role=Role.HOST).user
    remove_member(membership=member, by=other, now=timezone.now())
    erase_person(user=other, now=timezone.now())
    assert come_in(group=group, by=zed, now=timezone.now()) is Outcome.ASKED


def test_who_leaves_for_good_leaves_nothing_at_the_doors(group, ada, zed, ben):
    now = timezone.now()
    member = MembershipFactory(group=group, user=zed)
    MembershipFactory(group=group, user=ben)
    ask_to_host(member=member, by=group.memberships.get(user=ada), is_instead=False, now=now)
    other = GroupFactory(school=group.school, entry=Entry.ON_REQUEST)
    JoinRequestFactory(group=other, user=zed, words="please", answered_by=ada, answered_at=now)
    make_link(group=group, by=zed, label="mine", now=now)
    invite_address(group=group, by=ada, email=zed.email, now=now)
    propose_merge(group=group, into=other, by=zed, now=now)
    email = zed.email
    erase_person(user=zed, now=now)
    assert not Membership.objects.filter(user__email=email).exists()
    assert not JoinRequest.objects.exists()
    assert not Handover.objects.exists()
    assert not Invitation.objects.filter(recipient__isnull=False).exists()
    assert Merge.objects.get().proposed_by is None
    assert not Invitation.objects.filter(label=email).exists()


def test_ones_own_stays_can_be_taken_along(client, group, ada, ben):
    MembershipFactory(group=group, user=ben, alias="Planted Puffin 1")
    client.force_login(ada)
    taken = client.get(reverse("groups:export"))
    assert taken.json()["memberships"][0]["group__name"] == group.name
    assert "Planted Puffin" not in taken.text
