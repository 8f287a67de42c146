"""Reports, worries that are handed on, calls for help: a human is found, and the raiser hears what was done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.erasure import erase_person
from accounts.models import AccessRecord, Letter, User
from accounts.outbox import send_waiting
from checkins.paging import MOST_PAGES
from config.staff_day import needs_a_hand
from groups.admin.concerns import NOBODY_NEW
from groups.concerns import (
    acknowledge_concern,
    close_concern,
    page_again,
    raise_concern,
    tell_student,
    withdraw_concern,
)
from groups.kinds import Identity, Role
from groups.models import GroupConcern
from tests.factories import GroupFactory, MembershipFactory, StaffFactory, give_second_factor

WEDNESDAY = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)  # 10:00 in London, staffed 9 to 17
NIGHT = datetime(2026, 6, 10, 22, 0, tzinfo=UTC)  # 23:00 in London


@pytest.fixture
def group(ada, mo):
    circle = GroupFactory(school=ada.school, name="Thursday circle")
    MembershipFactory(group=circle, user=ada, alias="Gentle Heron 555")
    MembershipFactory(group=circle, user=mo, role=Role.MENTOR, alias="Calm Tern 321")
    return circle


def hand_on(group, about, by, *, now=WEDNESDAY, **more) -> GroupConcern:
    fields = {"source": "mentor", "severity": "today", "words": "He has not slept for days, he said."}
    return raise_concern(
        group=group,
        about=group.memberships.get(user=about) if about else None,
        raised_by=by,
        now=now,
        **fields | more,
    )


def sent(mailbox, *, is_urgent, now=WEDNESDAY):
    send_waiting(is_urgent=is_urgent, clock=lambda: now)
    return mailbox.recipients


def test_everybody_on_duty_is_written_to_and_nobody_else(group, ada, mo, wil, mailbox):
    StaffFactory(school=ada.school, is_on_duty_list=False)
    hand_on(group, ada, mo)
    assert sent(mailbox, is_urgent=True) == [wil.email]


def test_pressing_twice_calls_once(group, ada, mo, wil):
    first, second = hand_on(group, ada, mo), hand_on(group, ada, mo)
    assert first == second
    assert hand_on(group, ada, mo, now=WEDNESDAY + timedelta(hours=1)) != first


def test_no_letter_says_who_what_or_where(group, ada, mo, wil, mailbox):
    concern = hand_on(group, ada, mo, tells_student=True)
    close_concern(concern=concern, by=wil, outcome="She rang him.", now=WEDNESDAY)
    hand_on(group, ada, mo)
    sent(mailbox, is_urgent=True)
    sent(mailbox, is_urgent=False)
    assert len(mailbox.raw) == 3
    for raw in mailbox.raw:
        everything = raw.decode().lower()
        for secret in (
            "slept",
            "rang",
            group.name.lower(),
            "mentor",
            ada.alias.lower(),
            "gentle heron",
            "today",
        ):
            assert secret not in everything


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        ("now", WEDNESDAY + timedelta(minutes=30)),
        ("today", WEDNESDAY + timedelta(hours=4)),
        ("this-week", datetime(2026, 6, 15, 9, 0, tzinfo=UTC)),  # three staffed days: Wednesday to Monday
    ],
)
def test_the_target_is_counted_in_staffed_time(group, ada, mo, wil, severity, due):
    assert hand_on(group, ada, mo, severity=severity).answer_by == due


def test_at_night_the_target_lies_in_the_morning(group, ada, mo, wil):
    concern = hand_on(group, ada, mo, severity="now", now=NIGHT)
    assert concern.answer_by == datetime(2026, 6, 11, 8, 30, tzinfo=UTC)


def test_it_is_paged_again_until_somebody_takes_it(group, ada, mo, wil):
    concern = hand_on(group, ada, mo, severity="now")
    assert page_again(now=WEDNESDAY + timedelta(minutes=29)) == 0
    assert page_again(now=WEDNESDAY + timedelta(minutes=30)) == 1
    assert Letter.objects.filter(kind="group-duty", about=concern.pk).count() == 2
    assert acknowledge_concern(concern=concern, by=wil, now=WEDNESDAY)
    assert not acknowledge_concern(concern=concern, by=wil, now=WEDNESDAY)
    assert page_again(now=WEDNESDAY + timedelta(days=2)) == 0


def test_after_six_pages_mail_would_be_noise(group, ada, mo, wil):
    concern = hand_on(group, ada, mo, severity="now")
    for hours in range(1, 200):
        page_again(now=WEDNESDAY + timedelta(hours=hours))
    concern.refresh_from_db()
    assert concern.pages == MOST_PAGES
    assert GroupConcern.objects.for_staff(wil).unacknowledged().get() == concern


def test_where_nobody_is_on_duty_it_is_kept_and_reaches_whoever_comes(group, ada, mo):
    concern = hand_on(group, ada, mo, severity="now")
    late = StaffFactory(school=ada.school)
    page_again(now=WEDNESDAY + timedelta(hours=1))
    assert Letter.objects.get(kind="group-duty").recipient == late
    assert GroupConcern.objects.for_staff(late).get() == concern


def test_the_person_it_is_about_is_neither_paged_nor_shown_it(group, mo, wil):
    wil_is_in_it = MembershipFactory(group=group, user=wil)
    second = StaffFactory(school=group.school)
    hand_on(group, wil, mo)
    assert list(Letter.objects.filter(kind="group-duty").values_list("recipient", flat=True)) == [second.pk]
    assert not GroupConcern.objects.for_staff(wil).exists()
    assert GroupConcern.objects.for_staff(second).filter(about=wil_is_in_it).exists()


def test_the_words_are_encrypted_in_the_database(group, ada, mo, wil):
    hand_on(group, ada, mo, reach_by="room 7")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, reach_by FROM groups_groupconcern")
        kept = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"slept" not in kept
    assert b"room" not in kept


def test_the_student_reads_it_once_told_and_not_before(client, group, ada, mo, wil):
    concern = hand_on(group, ada, mo)
    client.force_login(ada)
    url = reverse("groups:concern", args=[concern.key])
    assert client.get(url).status_code == 404
    assert tell_student(concern=concern, now=WEDNESDAY)
    assert not tell_student(concern=concern, now=WEDNESDAY)
    page = client.get(url).content.decode()
    assert "He has not slept for days" in page
    assert "Something passed on about you" in page
    assert Letter.objects.get(kind="group-about-you").recipient == ada


def test_the_raiser_reads_what_was_done_and_the_student_does_not(client, group, ada, mo, wil):
    concern = hand_on(group, ada, mo, tells_student=True)
    close_concern(concern=concern, by=wil, outcome="We have met.", now=WEDNESDAY)
    assert not close_concern(concern=concern, by=wil, outcome="Again.", now=WEDNESDAY)
    url = reverse("groups:concern", args=[concern.key])
    client.force_login(mo)
    assert "We have met." in client.get(url).content.decode()
    client.force_login(ada)
    assert "We have met." not in client.get(url).content.decode()


def test_nothing_happens_to_anybody_by_itself(group, ada, mo, wil):
    before = list(User.objects.values()), list(group.memberships.values())
    for severity in ("now", "today", "this-week"):
        hand_on(group, ada, mo, severity=severity, source="report")
    page_again(now=WEDNESDAY + timedelta(days=9))
    assert (list(User.objects.values()), list(group.memberships.values())) == before


def test_only_a_call_for_help_for_oneself_can_be_taken_back(client, group, ada, mo, wil):
    worry = hand_on(group, ada, mo)
    assert not withdraw_concern(concern=worry, now=WEDNESDAY)
    own = hand_on(group, None, mo, source="help-for-myself")
    client.force_login(mo)
    assert client.get(reverse("groups:concern-withdraw", args=[own.key])).status_code == 200
    client.post(reverse("groups:concern-withdraw", args=[own.key]))
    assert not GroupConcern.objects.for_staff(wil).filter(pk=own.pk).exists()


def test_the_database_refuses_help_for_oneself_that_is_about_another(group, ada, mo):
    with pytest.raises(IntegrityError, match="help_for_oneself"), transaction.atomic():
        hand_on(group, ada, mo, source="help-for-myself")


def test_a_concern_is_about_a_member_of_its_own_group(group, ada, mo):
    elsewhere = MembershipFactory(group=GroupFactory(school=group.school), user=ada)
    with pytest.raises(ValueError, match="own group"):
        raise_concern(
            group=group,
            about=elsewhere,
            raised_by=mo,
            source="mentor",
            severity="now",
            words="",
            now=WEDNESDAY,
        )


# In admin


def test_opening_it_leaves_a_line_where_the_student_reads_it(client, group, ada, mo, wil):
    concern = hand_on(group, ada, mo)
    client.force_login(wil)
    page = client.get(reverse("admin:groups_groupconcern_change", args=[concern.pk]))
    assert "He has not slept" in page.content.decode()
    assert (
        AccessRecord.objects.get(subject=ada, reader=wil).what
        == "what somebody passed on about you in a group"
    )


def test_the_list_shows_no_words_and_the_most_urgent_first(client, group, ada, mo, wil):
    for severity in ("this-week", "now", "today"):
        hand_on(group, ada, mo, severity=severity)
    client.force_login(wil)
    page = client.get(reverse("admin:groups_groupconcern_changelist"))
    assert [row.severity for row in page.context["cl"].result_list] == ["now", "today", "this-week"]
    assert "slept" not in page.content.decode()


def test_staff_read_the_name_that_the_group_knows(client, group, ada, mo, wil):
    concern = hand_on(group, ada, mo)
    client.force_login(wil)
    url = reverse("admin:groups_groupconcern_change", args=[concern.pk])
    page = client.get(url).content.decode()
    assert "Gentle Heron 555" in page
    assert "Calm Tern 321" in page
    assert ada.alias not in page
    assert mo.alias not in page
    by_name = GroupFactory(school=group.school, identity=Identity.NAMES)
    for person in (ada, mo):
        MembershipFactory(group=by_name, user=person)
    known = hand_on(by_name, ada, mo)
    url = reverse("admin:groups_groupconcern_change", args=[known.pk])
    assert ada.alias in client.get(url).content.decode()


def test_staff_of_another_school_find_nothing(client, group, ada, mo, wil, other_school):
    sue = StaffFactory(school=other_school)
    give_second_factor(sue)
    concern = hand_on(group, ada, mo)
    client.force_login(sue)
    for name in ("change", "history"):
        assert client.get(reverse(f"admin:groups_groupconcern_{name}", args=[concern.pk])).status_code == 404
    assert group.name not in client.get(reverse("admin:groups_groupconcern_changelist")).content.decode()
    client.post(
        reverse("admin:groups_groupconcern_changelist"),
        {"action": "acknowledge", "_selected_action": [concern.pk]},
    )
    concern.refresh_from_db()
    assert concern.acknowledged_at is None


def test_taking_telling_and_closing(client, group, ada, mo, wil):
    concern = hand_on(group, ada, mo)
    client.force_login(wil)
    url = reverse("admin:groups_groupconcern_change", args=[concern.pk])
    client.post(url, {"_acknowledge": "1", "outcome": ""})
    assert "Tell the student" in client.get(url).content.decode()
    client.post(url, {"_tell": "1", "outcome": ""})
    refused = client.post(url, {"_close": "1", "outcome": " "})
    assert "Say in a sentence what was done" in refused.content.decode()
    client.post(url, {"_close": "1", "outcome": "We talked."})
    concern.refresh_from_db()
    assert (concern.acknowledged_by, concern.closed_by, concern.outcome) == (wil, wil, "We talked.")
    assert concern.told_at is not None
    kinds = set(Letter.objects.filter(about=concern.pk, recipient=mo).values_list("key", flat=True))
    assert len(kinds) == 2
    history = client.get(reverse("admin:groups_groupconcern_history", args=[concern.pk])).content.decode()
    assert "Closed." in history
    assert "We talked" not in history


def test_telling_twice_says_that_nothing_was_changed(client, group, ada, mo, wil):
    concern = hand_on(group, ada, mo)
    client.force_login(wil)
    url = reverse("admin:groups_groupconcern_change", args=[concern.pk])
    first, second = (client.post(url, {"_tell": "1", "outcome": ""}, follow=True) for _ in range(2))
    assert [str(said) for said in first.context["messages"]] == [
        "The student can read it from now on, and a letter says so where letters reach them."
    ]
    assert [str(said) for said in second.context["messages"]] == [NOBODY_NEW]
    assert Letter.objects.filter(kind="group-about-you").count() == 1


def test_where_whoever_passed_it_on_has_left_nobody_is_said_to_hear_of_it(client, group, ada, mo, wil):
    concern = hand_on(group, ada, mo)
    GroupConcern.objects.update(raised_by=None)
    client.force_login(wil)
    url = reverse("admin:groups_groupconcern_change", args=[concern.pk])
    taken = client.post(url, {"_acknowledge": "1", "outcome": ""}, follow=True)
    (said,) = map(str, taken.context["messages"])
    assert said == "You have taken it. Whoever passed it on has left, so nobody hears of it."


@pytest.mark.parametrize("pages", [0, 1, MOST_PAGES])
def test_each_time_that_it_is_taken_is_news_whether_or_not_anybody_was_written_to_between(
    group, ada, mo, wil, pages
):
    concern = hand_on(group, ada, mo)
    GroupConcern.objects.update(pages=pages)
    for _ in range(2):
        taker = StaffFactory(school=ada.school, is_on_duty_list=False)
        User.objects.filter(pk=wil.pk).update(is_on_duty_list=False)
        concern.refresh_from_db()
        assert acknowledge_concern(concern=concern, by=taker, now=WEDNESDAY)
        User.objects.filter(pk=taker.pk).update(is_staff=False)
        page_again(now=WEDNESDAY)
    news = Letter.objects.filter(kind="group-news", recipient=mo).values_list("key", flat=True)
    assert [key.split(".")[1] for key in sorted(news)].count("taken") == 2
    assert [key.split(".")[1] for key in news].count("given-back") == 2


def test_the_start_page_names_what_waits_most_urgent_first(group, ada, mo, wil):
    hand_on(group, ada, mo, severity="this-week")
    hand_on(group, ada, mo, severity="now")
    hand_on(group, ada, mo, severity="now", words="He said it again.")
    lines = [need for need in needs_a_hand(wil) if "group" in need.words]
    assert [(line.words, line.is_urgent) for line in lines] == [
        ("2 concerns of groups wait: now: somebody may be in danger", True),
        ("1 concern of a group waits: in the next few days", False),
    ]


def test_what_somebody_had_taken_who_left_is_nobodys_and_others_are_written_to(group, ada, mo, wil):
    concern = hand_on(group, ada, mo)
    acknowledge_concern(concern=concern, by=wil, now=WEDNESDAY)
    page_again(now=WEDNESDAY + timedelta(days=1))
    concern.refresh_from_db()
    assert concern.acknowledged_by == wil
    other = StaffFactory(school=ada.school)
    User.objects.filter(pk=wil.pk).update(is_active=False)
    page_again(now=WEDNESDAY + timedelta(days=2))
    concern.refresh_from_db()
    assert (concern.acknowledged_at, concern.acknowledged_by) == (None, None)
    assert Letter.objects.filter(kind="group-duty", recipient=other).count() == 1
    acknowledge_concern(concern=concern, by=other, now=WEDNESDAY + timedelta(days=3))
    # Each of the three steps is news to whoever raised it.
    assert Letter.objects.filter(kind="group-news", recipient=mo).count() == 3


def test_who_leaves_takes_along_their_call_for_help_and_how_to_be_reached(group, ada, mo):
    member = group.memberships.get(user=ada)
    for about, source in ((ada, "mentor"), (None, "help-for-myself")):
        hand_on(group, about, mo, source=source, reach_by="07700 900123")
    erase_person(user=mo, now=WEDNESDAY)
    left = GroupConcern.objects.get()
    assert (left.about, left.raised_by, left.reach_by) == (member, None, "")
    assert left.words == "He has not slept for days, he said."
