"""Ways into a group: the list and the seat, asking, invitations, and the letters about them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, Pause
from groups import keeping
from groups.agreeing import put_in_force
from groups.founding import found_group
from groups.joining import Outcome, come_in, take_seat
from groups.kinds import Entry, Kind, Role
from groups.leaving import leave_group
from groups.letters.membership import invited_values, news_values, request_values
from groups.models import Agreement, Invitation, JoinRequest, Membership
from groups.waiting import OFFER_FOR, move_lists_on
from tests.factories import GroupFactory, MembershipFactory, UserFactory
from tests.groups.addresses import reverse_of


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


def write_anew(school, words="Be kind\nTo each other."):
    agreement = Agreement(words=words)
    put_in_force(agreement=agreement, school=school, now=timezone.now())
    return agreement


def test_new_words_of_a_school_are_asked_for_and_older_ones_stay_readable(client, group, ada, nia):
    far = MembershipFactory(group=GroupFactory(school=nia.school), user=nia)
    client.force_login(ada)
    assert "has changed" not in client.get(reverse_of(group, "people")).text
    write_anew(group.school)
    assert "has changed" in client.get(reverse_of(group, "people")).text
    assert list(Membership.objects.agreed()) == [far]
    page = client.get(reverse_of(group, "agreement")).text
    for words in ("Be kind", "We are not a crisis service", "What you agreed to on", "Listening comes first"):
        assert words in page
    assert page.count(">New</span>") == 1  # "Be kind"; the house's last two points were there before
    client.post(reverse_of(group, "agreement"), {"version": "2"})
    assert ">New</span>" not in client.get(reverse_of(group, "agreement")).text
    assert "has changed" not in client.get(reverse_of(group, "people")).text
    assert group.memberships.agreed().get().user == ada
    client.force_login(nia)
    assert "Be kind" not in client.get(reverse_of(far.group, "agreement")).text


def test_nobody_agrees_to_words_that_changed_while_they_read(client, group, ada, zed):
    write_anew(group.school)
    write_anew(group.school, "Be kinder\nTo each other.")
    client.force_login(ada)
    answer = client.post(reverse_of(group, "agreement"), {"version": "2"}, follow=True)
    assert "once more" in answer.text
    assert not group.memberships.agreed().exists()
    client.force_login(zed)
    assert "Be kinder" in client.get(reverse_of(group, "join")).text
    alias = client.get(reverse_of(group, "join")).context["form"].fields["alias"].choices[0][0]
    client.post(reverse_of(group, "join"), {"join": "1", "alias": alias, "version": "2"})
    assert group.memberships.get(user=zed).agreement_version == 2
    assert not group.memberships.agreed().exists()


def test_a_group_that_is_founded_later_begins_with_the_newest_words(school, ada):
    write_anew(school)
    group = GroupFactory.build(school=school)
    found_group(group=group, school=school, by=ada, now=timezone.now())
    assert group.memberships.get().agreement_version == 2
    assert group.memberships.agreed().exists()
