"""Groups, memberships and mentors as wellness staff see them: their own school's, and nobody behind an alias."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from config.staff_day import needs_a_hand
from groups.agreement import POINTS, VERSION
from groups.kinds import Identity, Kind, Role
from groups.meetings.answers import answer_date
from groups.models import Agreement, Group, Membership, Mentor
from tests.factories import (
    GradingFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    MentorFactory,
    UserFactory,
)

GROUPS = "admin:groups_group_changelist"
LIST = "admin:groups_group_from_a_list"


# Who sees what


def test_behind_an_alias_nobody_is_shown(staff, ada, mo, school):
    group = GroupFactory(school=school)
    MembershipFactory(group=group, user=ada, alias="Slow Petrel 404")
    MembershipFactory(group=group, user=mo, role=Role.MENTOR, alias="Calm Tern 321")
    pages = [reverse("admin:groups_membership_changelist"), reverse(GROUPS)]
    pages += [
        reverse("admin:groups_membership_change", args=[membership.pk])
        for membership in group.memberships.all()
    ]
    pages += [reverse("admin:groups_group_change", args=[group.pk])]
    words = "".join(staff.get(page).content.decode() for page in pages)
    assert "Slow Petrel 404" in words
    assert ada.alias not in words
    assert "Calm Tern 321 (mentor Mellow Fox 330)" in words


def test_nobody_is_found_behind_an_alias_by_searching_or_filtering(staff, ada, school):
    MembershipFactory(group=GroupFactory(school=school), user=ada)
    listing = reverse("admin:groups_membership_changelist")
    for query in (f"?q={ada.alias}", f"?q={ada.email}"):
        assert staff.get(listing + query).context["cl"].result_count == 0
    for query in (
        f"?user={ada.pk}",
        f"?user__id__exact={ada.pk}",
        f"?user__alias__startswith={ada.alias[:3]}",
    ):
        assert staff.get(listing + query).status_code in (302, 400)


def test_a_group_by_name_shows_names(staff, ada, school):
    group = GroupFactory(school=school, identity=Identity.NAMES)
    MembershipFactory(group=group, user=ada)
    assert ada.alias in staff.get(reverse("admin:groups_membership_changelist")).content.decode()


def test_staff_read_what_members_agree_on_and_which_version_somebody_accepted(staff, ada, school):
    membership = MembershipFactory(group=GroupFactory(school=school), user=ada)
    page = staff.get(reverse("admin:groups_membership_change", args=[membership.pk])).content.decode()
    assert f"Version {VERSION}" in page
    assert all(title in page for title, _ in POINTS)


def test_staff_of_another_school_find_nothing(client, sue, mo, school):
    group = GroupFactory(school=school, name="the-hidden-group")
    membership = MembershipFactory(group=group, user=mo, alias="the-hidden-alias", role=Role.MENTOR)
    mentor = Mentor.objects.create(user=mo)
    client.force_login(sue)
    for model, row in (("group", group), ("membership", membership), ("mentor", mentor)):
        listing = reverse(f"admin:groups_{model}_changelist")
        for address in (listing, f"{listing}?q=hidden"):
            words = client.get(address).content.decode()
            assert "the-hidden" not in words
            assert mo.alias not in words
        for page in ("change", "history"):
            assert client.get(reverse(f"admin:groups_{model}_{page}", args=[row.pk])).status_code == 404
    for action in ("close", "assign", "export"):
        answer = client.post(reverse(GROUPS), {"action": action, "_selected_action": [group.pk], "sure": "1"})
        assert "the-hidden" not in answer.content.decode()
    group.refresh_from_db()
    assert group.is_running


def test_the_start_page_names_groups_without_a_keeper_and_quiet_ones(wil, school, nia):
    then = timezone.now() - timedelta(days=40)
    GroupFactory(school=nia.school, last_active_at=then, founded_at=then)
    GroupFactory(school=school, last_active_at=then, founded_at=then)
    MembershipFactory(group=GroupFactory(school=school))
    words = [need.words for need in needs_a_hand(wil)]
    assert "1 group has nobody who looks after it" in words
    assert "1 group is quiet" in words


# Meetings


def test_staff_see_that_a_group_meets_and_call_it_off_with_words_that_are_told_once(
    staff, ada, ben, school, sue, mailbox
):
    group = GroupFactory(school=school, name="Reading evenings")
    mine, other = (MembershipFactory(group=group, user=person) for person in (ada, ben))
    meeting = MeetingFactory(group=group, planned_by=mine, rule="FREQ=WEEKLY", title="the-hidden-title")
    first = meeting.occasions.first()
    answer_date(occasion=first, by=other, answer="yes", now=timezone.now())
    listing = reverse("admin:groups_meeting_changelist")
    pages = (
        staff.get(listing).text + staff.get(reverse("admin:groups_meeting_change", args=[meeting.pk])).text
    )
    assert "Reading evenings" in pages
    assert "Every week on" in pages
    for secret in ("the-hidden-title", mine.alias, other.alias, ada.alias, ben.alias):
        assert secret not in pages
    chosen = {"action": "call_off", "_selected_action": [meeting.pk]}
    assert "Please say why" in staff.post(listing, chosen | {"words": " ", "asked": "1"}).text
    assert meeting.occasions.standing().count() == meeting.occasions.count()
    for _ in range(2):
        staff.post(listing, chosen | {"words": "The building is closed.", "asked": "1"})
    assert not meeting.occasions.standing().exists()
    assert [letter.recipient for letter in Letter.objects.filter(kind="meeting")] == [ben]
    page = reverse("groups:meeting", args=[group.key, first.key])
    staff.force_login(ben)
    assert "The wellness staff of your school say: The building is closed." in staff.get(page).text
    staff.force_login(sue)
    assert "Reading evenings" not in staff.get(listing).text
    staff.post(listing, chosen | {"words": "From elsewhere.", "asked": "1"})
    meeting.refresh_from_db()
    assert meeting.off_words == "The building is closed."


# What is agreed on


def test_staff_write_their_own_words_as_a_new_version_for_their_school_alone(staff, school, sue):
    here, there = GroupFactory(school=school), GroupFactory(school=sue.school)
    add = reverse("admin:groups_agreement_add")
    assert "the house&#x27;s hold" in staff.get(reverse("admin:groups_agreement_changelist")).text
    assert "_addanother" not in staff.get(add).text  # there is one agreement at a time
    page = staff.get(add).text
    assert "Listening comes first" in page
    assert "We are not a crisis service" not in page.split("<textarea")[1].split("</textarea>")[0]
    words = "Be kind\r\nTo each other.\r\n\r\n<b>Be</b> on time\r\nOr say so."
    said = staff.post(add, {"words": words}, follow=True).text
    assert "Version 2 is in force" in said
    assert "These are the words as they stand" in staff.post(add, {"words": words}).text
    agreement = Agreement.objects.get()
    assert agreement.points[:2] == (("Be kind", "To each other."), ("<b>Be</b> on time", "Or say so."))
    versions = Group.objects.in_bulk([here.pk, there.pk])
    assert (versions[here.pk].agreement_version, versions[there.pk].agreement_version) == (2, 1)
    change = reverse("admin:groups_agreement_change", args=[agreement.pk])
    assert "&lt;b&gt;Be&lt;/b&gt; on time" in staff.get(change).text
    assert staff.post(change, {"words": "Else\nElse."}).status_code == 403
    staff.force_login(sue)
    assert staff.get(change).status_code == 404


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (" \n \n", "At least one point"),
        ("A point alone", "a line is missing"),
        ("T" * 81 + "\nMeaning.", "too long"),
        ("Title\n" + "m" * 401, "too long"),
        ("\n\n".join(f"Point {n}\nMeaning." for n in range(13)), "At most 12 points"),
    ],
)
def test_words_that_nobody_could_agree_to_come_back_as_they_were_typed(staff, words, says):
    answer = staff.post(reverse("admin:groups_agreement_add"), {"words": words})
    assert says in answer.text
    assert answer.context["adminform"].form["words"].value() == words
    assert not Agreement.objects.exists()


# Mentors


def assign(staff, mentor, *groups):
    chosen = {"action": "assign", "_selected_action": [group.pk for group in groups]}
    return staff.post(reverse(GROUPS), {**chosen, "mentor": mentor, "asked": "1"})


def test_a_mentor_is_assigned_to_several_groups_at_once(staff, mo, school):
    one, two = GroupFactory.create_batch(2, school=school)
    MembershipFactory(group=two, user=mo)
    assert assign(staff, mo.pk, one, two).status_code == 302
    assert {row.group for row in Membership.objects.active().mentors().filter(user=mo)} == {one, two}
    assert assign(staff, mo.pk, one, two).status_code == 302
    assert Membership.objects.filter(user=mo).count() == 2


@pytest.mark.parametrize(
    "why", ["full", "firewall", "capacity", "no room", "nobody", "odd", "student", "other school"]
)
def test_a_mentor_who_cannot_be_assigned_is_assigned_to_none(staff, mo, ada, nia, school, why):
    free, hard = GroupFactory(school=school), GroupFactory(school=school, kind=Kind.BUDDIES, capacity=2)
    mentor, says = mo.pk, ""
    match why:
        case "full":
            MembershipFactory.create_batch(2, group=hard)
            says = "no free seat"
        case "firewall":
            MembershipFactory(group=hard, user=ada)
            GradingFactory(grader=mo, student=ada)
            says = "career firewall"
        case "capacity":
            Mentor.objects.create(user=mo, most_groups=1)
            says = "more than the 1 groups"
        case "no room":
            Mentor.objects.create(user=mo, most_groups=1)
            MembershipFactory(group=GroupFactory(school=school), user=mo, role=Role.MENTOR)
            says = "No mentor of your school"
        case "nobody":
            mentor, says = "", "Please choose a mentor"
        case "odd":
            mentor, says = "1\0", "There is a letter in this that cannot be shown"
        case "student":
            mentor, says = ada.pk, "No mentor of your school"
        case "other school":
            mentor, says = MentorFactory(school=nia.school).pk, "No mentor of your school"
    answer = assign(staff, mentor, free, hard)
    assert says in str(answer.context["form"].errors)
    assert not Membership.objects.mentors().filter(group__in=[free, hard]).exists()


def test_capacity_and_training_are_noted(staff, mo, school):
    add = reverse("admin:groups_mentor_add")
    staff.post(add, {"user": mo.pk, "most_groups": "2", "trained_on": "2026-09-01"})
    mentor = Mentor.objects.get()
    assert (mentor.user, mentor.most_groups, f"{mentor.trained_on}") == (mo, 2, "2026-09-01")
    errors = (
        staff.post(add, {"user": mo.pk, "most_groups": "0", "trained_on": "2999-01-01"})
        .context["adminform"]
        .form.errors
    )
    assert set(errors) == {"user", "most_groups", "trained_on"}
    for _ in range(2):
        MembershipFactory(group=GroupFactory(school=school), user=mo, role=Role.MENTOR)
    row = staff.get(reverse("admin:groups_mentor_changelist")).context["cl"].result_list[0]
    assert row.mentoring == 2


def test_only_whom_the_school_named_is_offered_as_a_mentor(staff, mo, ada, nia, school):
    MentorFactory(school=nia.school)
    gone = MentorFactory(school=school, is_active=False)
    group = GroupFactory(school=school)
    page = staff.post(reverse(GROUPS), {"action": "assign", "_selected_action": [group.pk]}).text
    assert f"{mo.alias} (0 of 3 groups)" in page
    assert ada.alias not in page
    assert gone.alias not in page
    assert "(0 of" in staff.get(reverse("admin:groups_mentor_add")).text
    Mentor.objects.create(user=mo)
    assert "(0 of" not in staff.get(reverse("admin:groups_mentor_add")).text


# Closing


def test_closing_asks_first_and_tells_members(staff, school):
    group = GroupFactory(school=school)
    asked = staff.post(reverse(GROUPS), {"action": "close", "_selected_action": [group.pk]})
    assert "Members are told" in asked.content.decode()
    group.refresh_from_db()
    assert group.is_running
    staff.post(reverse(GROUPS), {"action": "close", "_selected_action": [group.pk], "sure": "1"})
    group.refresh_from_db()
    assert not group.is_running


def test_what_was_closed_by_mistake_is_opened_again(staff, school, ada, sue):
    shut = timezone.now()
    kept = MembershipFactory(group=GroupFactory(school=school, archived_at=shut), user=ada).group
    empty, theirs = (
        GroupFactory(school=school, archived_at=shut),
        GroupFactory(school=sue.school, archived_at=shut),
    )
    chosen = [kept.pk, empty.pk, theirs.pk]
    said = staff.post(reverse(GROUPS), {"action": "reopen", "_selected_action": chosen}, follow=True).text
    assert "1 group is open again. Members are told." in said
    assert list(Group.objects.running()) == [kept]
    said = staff.post(reverse(GROUPS), {"action": "reopen", "_selected_action": chosen}, follow=True).text
    assert "Nothing was opened" in said


def test_what_is_taken_along_is_not_run_by_a_spreadsheet(staff, school):
    for name in ("=1+1", "+1", "-1", "@x", "Plain"):
        GroupFactory(school=school, name=name)
    rows = Group.objects.values_list("pk", flat=True)
    answer = staff.post(reverse(GROUPS), {"action": "export", "_selected_action": list(rows)})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "name,kind,capacity,identity,entry,about,members"
    assert sorted(line.split(",")[0] for line in lines[1:]) == ["'+1", "'-1", "'=1+1", "'@x", "Plain"]


def test_lists_of_groups_take_as_many_queries_for_many_as_for_one(
    staff, school, django_assert_max_num_queries
):
    for _ in range(12):
        MembershipFactory(group=GroupFactory(school=school), user=UserFactory(school=school))
    for name in ("group", "membership", "mentor"):
        url = reverse(f"admin:groups_{name}_changelist")
        staff.get(url)
        with django_assert_max_num_queries(16):
            assert staff.get(url).status_code == 200
