"""A student is asked one question, and answers, skips, puts off or changes."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from accounts.models import Letter
from checkins.answers import answer_checkin, check_in_now, skip_checkin, snooze_checkin
from checkins.models import CheckIn, Share
from tests.checkins import NOW
from tests.factories import CheckInFactory, ChosenPersonFactory, PlanFactory

pytestmark = pytest.mark.usefixtures("at_noon")


def answer_url(checkin):
    return reverse("checkins:answer", args=[checkin.pk])


def test_two_taps_are_enough(client, ada, waiting):
    client.force_login(ada)
    page = client.get(reverse("checkins:index"))
    assert b"How much is left in you today?" in page.content
    answered = client.post(answer_url(waiting), {"level": "2"})
    assert answered.url == reverse("checkins:kept", args=[waiting.pk])
    waiting.refresh_from_db()
    assert (waiting.level, waiting.audience, waiting.answered_at) == (2, "only-me", NOW)
    assert b"Running low" in client.get(answered.url).content


def test_what_happens_next_is_said_beside_each_choice_before_answering(client, ada, ben, wil, waiting):
    client.force_login(ada)
    page = client.get(answer_url(waiting)).content.decode()
    assert "Nobody else sees it: not your school" in page
    assert "Ben sees the face and what it is about, never your note" in page
    assert "Nothing is sent until you press its button" in page
    assert "The desk is staffed until 17:00 today." in page
    assert "Only you see your answer, unless you choose otherwise above." in page


def test_where_nobody_is_on_duty_contact_is_not_offered_and_help_now_stands_in_its_place(
    client, ada, waiting
):
    client.force_login(ada)
    page = client.get(answer_url(waiting)).content.decode()
    assert 'value="contact"' not in page
    assert "Nobody at your school takes requests through Tandem." in page
    refused = client.post(answer_url(waiting), {"level": "1", "audience": "contact", "note": "kept words"})
    assert refused.status_code == 200
    assert "This is not possible here" in refused.content.decode()
    assert "kept words" in refused.content.decode()
    waiting.refresh_from_db()
    assert not waiting.is_answered


def test_an_answer_with_everything_is_kept(client, ada, ben, waiting):
    chosen = ada.chosen_people.get()
    client.force_login(ada)
    client.post(
        answer_url(waiting),
        {
            "level": "4",
            "note": "نعم 🙂 <script>",
            "tags": ["sleep", "exams"],
            "audience": "chosen",
            "chosen": [chosen.pk],
        },
    )
    waiting.refresh_from_db()
    assert (waiting.note, waiting.tags, waiting.audience) == ("نعم 🙂 <script>", ["sleep", "exams"], "chosen")
    assert Share.objects.get().chosen == chosen
    letter = Letter.objects.get(kind="shared")
    assert (letter.recipient, letter.about) == (ben, waiting.pk)
    page = client.get(reverse("checkins:detail", args=[waiting.pk])).content.decode()
    assert "<script>" not in page.split("</head>")[1].replace('<script type="module"', "")
    assert "Ben can see this answer, not your note." in page


def test_the_only_chosen_person_needs_no_tick_but_two_do(client, ada, ben, waiting):
    client.force_login(ada)
    ChosenPersonFactory(owner=ada, nickname="Cy")
    unclear = client.post(answer_url(waiting), {"level": "3", "audience": "chosen", "note": "typed"})
    assert "Please tick who may see it." in unclear.content.decode()
    assert "typed" in unclear.content.decode()
    ada.chosen_people.get(nickname="Cy").delete()
    client.post(answer_url(waiting), {"level": "3", "audience": "chosen"})
    assert Share.objects.get().chosen.nickname == "Ben"


def test_one_cannot_share_with_somebody_elses_person(client, ada, zed, waiting):
    stranger = ChosenPersonFactory(owner=zed)
    ChosenPersonFactory(owner=ada)
    client.force_login(ada)
    refused = client.post(answer_url(waiting), {"level": "3", "audience": "chosen", "chosen": [stranger.pk]})
    assert "no longer on your list" in refused.content.decode()
    assert not Share.objects.exists()


def test_an_answer_starts_the_reminders_afresh(client, ada, waiting):
    CheckIn.objects.filter(pk=waiting.pk).update(remind_at=NOW + timedelta(hours=3), draft='{"note": "half"}')
    client.force_login(ada)
    client.post(answer_url(waiting), {"level": "5"})
    waiting.refresh_from_db()
    assert (waiting.plan.ignored, waiting.remind_at, waiting.draft) == (0, None, "")


def test_pressing_twice_keeps_the_first_answer(client, ada, waiting):
    client.force_login(ada)
    client.post(answer_url(waiting), {"level": "2"})
    second = client.post(answer_url(waiting), {"level": "5"})
    assert second.url == reverse("checkins:kept", args=[waiting.pk])
    waiting.refresh_from_db()
    assert waiting.level == 2
    assert not answer_checkin(checkin=waiting, by=ada, level=5, now=NOW)


@pytest.mark.parametrize("level", ["", "0", "6", "9" * 40, "1; DROP", "²", "<script>"])
def test_without_a_face_nothing_is_kept_but_what_was_typed(client, ada, waiting, level):
    client.force_login(ada)
    page = client.post(answer_url(waiting), {"level": level, "note": "typed already", "tags": "sleep"})
    assert page.status_code == 200
    assert "typed already" in page.content.decode()
    assert "face" in page.context["form"].errors["level"][0]
    waiting.refresh_from_db()
    assert not waiting.is_answered


@pytest.mark.parametrize(
    ("typed", "said"),
    [("x" * 1_000_000, "at most 4,000 characters"), ("a\x00b", "cannot be kept")],
)
def test_a_note_that_cannot_be_kept_says_why_beside_it(client, ada, waiting, typed, said):
    client.force_login(ada)
    page = client.post(answer_url(waiting), {"level": "3", "note": typed})
    assert page.status_code == 200
    assert said in page.context["form"].errors["note"][0]
    assert said in page.content.decode()
    waiting.refresh_from_db()
    assert not waiting.is_answered


def test_control_characters_that_nobody_typed_are_left_out(client, ada, waiting):
    client.force_login(ada)
    client.post(answer_url(waiting), {"level": "3", "note": "one\x08\x1b\r\ntwo\u202e"})
    waiting.refresh_from_db()
    assert waiting.note == "one\ntwo\u202e"


def test_skipping_is_an_answer_to_the_reminders_too(client, ada, waiting):
    client.force_login(ada)
    client.post(reverse("checkins:skip", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert waiting.skipped_at == NOW
    assert waiting.plan.ignored == 0
    over = client.get(answer_url(waiting))
    assert over.status_code == 410
    assert b"You skipped this one" in over.content
    assert not skip_checkin(checkin=waiting, by=ada, now=NOW)


def test_a_check_in_of_ones_own_accord_is_there_once(client, ada):
    client.force_login(ada)
    first = client.post(reverse("checkins:index"))
    second = client.post(reverse("checkins:index"))
    assert first.url == second.url == answer_url(CheckIn.objects.get())
    assert CheckIn.objects.get().plan is None
    assert check_in_now(by=ada, now=NOW) == CheckIn.objects.get()


@pytest.mark.parametrize(
    ("later", "at"),
    [
        ("hour", datetime(2026, 11, 23, 13, tzinfo=UTC)),
        ("tonight", datetime(2026, 11, 23, 20, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 11, 24, 9, tzinfo=UTC)),
    ],
)
def test_it_can_be_put_off(client, ada, later, at):
    checkin = CheckInFactory(user=ada, closes_at=NOW + timedelta(minutes=90))
    client.force_login(ada)
    client.post(reverse("checkins:later", args=[checkin.pk]), {"later": later})
    checkin.refresh_from_db()
    assert checkin.remind_at == at
    assert checkin.closes_at == at + timedelta(hours=12)


def test_a_newer_occasion_takes_the_place_of_one_put_off(ada):
    plan = PlanFactory(user=ada)  # daily at 20:00
    checkin = CheckInFactory(user=ada, plan=plan, closes_at=plan.next_due_at)
    assert snooze_checkin(checkin=checkin, remind_at=NOW + timedelta(hours=21), now=NOW)
    checkin.refresh_from_db()
    assert (checkin.remind_at, checkin.closes_at) == (None, plan.next_due_at)


def test_a_letter_put_off_waits_for_the_end_of_the_quiet_hours(client, ada):
    ada.quiet_from, ada.quiet_until = time(12, 30), time(15)
    ada.save()
    checkin = CheckInFactory(user=ada)
    client.force_login(ada)
    client.post(reverse("checkins:later", args=[checkin.pk]), {"later": "hour"})
    checkin.refresh_from_db()
    assert checkin.remind_at == datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.mark.parametrize("later", ["", "yesterday", "\x00"])
def test_an_unknown_wish_changes_nothing(client, ada, waiting, later):
    client.force_login(ada)
    client.post(reverse("checkins:later", args=[waiting.pk]), {"later": later})
    waiting.refresh_from_db()
    assert waiting.remind_at is None


def test_ones_mind_can_be_changed_both_ways_and_the_history_says_so(client, ada, ben):
    checkin = CheckInFactory(user=ada, answered=True)
    client.force_login(ada)
    url = reverse("checkins:change", args=[checkin.pk])
    chosen = ada.chosen_people.get()
    client.post(url, {"level": "2", "note": "more", "audience": "chosen", "chosen": [chosen.pk]})
    checkin.refresh_from_db()
    assert (checkin.level, checkin.note, checkin.audience) == (2, "more", "chosen")
    assert checkin in CheckIn.objects.shared_with(ben)
    client.post(url, {"level": "2", "note": "more", "audience": "only-me"})
    assert checkin not in CheckIn.objects.shared_with(ben)
    assert Share.objects.get().revoked_at == NOW
    assert b"taken back today at 12:00" in client.get(reverse("checkins:detail", args=[checkin.pk])).content
    client.post(url, {"level": "2", "note": "more", "audience": "chosen", "chosen": [chosen.pk]})
    assert checkin in CheckIn.objects.shared_with(ben)
    assert Letter.objects.filter(kind="shared").count() == 1


@pytest.mark.parametrize("name", ["answer", "kept", "change", "detail", "delete"])
def test_nobody_else_opens_an_answer(client, ada, zed, nia, wil, name):
    checkin = CheckInFactory(user=ada, answered=True)
    for person in (zed, nia, wil):
        client.force_login(person)
        assert client.get(reverse(f"checkins:{name}", args=[checkin.pk])).status_code == 404


@pytest.mark.parametrize("name", ["answer", "skip", "later", "draft"])
def test_nobody_else_answers(client, zed, waiting, name):
    client.force_login(zed)
    page = client.post(reverse(f"checkins:{name}", args=[waiting.pk]), {"level": "1", "later": "hour"})
    assert page.status_code == 404
    waiting.refresh_from_db()
    assert waiting.is_open(NOW)


def test_a_closed_one_says_so_kindly(client, ada):
    checkin = CheckInFactory(user=ada, due_at=NOW - timedelta(days=3), closes_at=NOW - timedelta(days=1))
    client.force_login(ada)
    page = client.post(answer_url(checkin), {"level": "3"})
    assert page.status_code == 410
    assert b"nobody keeps count" in page.content


def test_backing_off_is_said_with_a_way_back(client, ada, waiting):
    client.force_login(ada)
    assert b"We write less often just now" in client.get(reverse("checkins:index")).content
    client.post(reverse("checkins:plan-as-before", args=[waiting.plan_id]))
    waiting.plan.refresh_from_db()
    assert waiting.plan.ignored == 0


def test_help_now_comes_first_on_the_lowest_day(client, ada):
    checkin = CheckInFactory(user=ada, answered=True, level=1, tags=["sleep", "exams"])
    client.force_login(ada)
    page = client.get(reverse("checkins:kept", args=[checkin.pk])).content.decode()
    assert page.index("Hear a human voice") < page.index("One small thing")
    assert "because you said sleep and exams" in page


def test_pages_ask_the_database_a_fixed_number_of_times(client, ada, waiting, django_assert_max_num_queries):
    for _ in range(5):
        CheckInFactory(user=ada, answered=True)
        ChosenPersonFactory(owner=ada)
        PlanFactory(user=ada)
    client.force_login(ada)
    client.get(reverse("checkins:index"))
    with django_assert_max_num_queries(18):
        client.get(reverse("checkins:index"))
    with django_assert_max_num_queries(16):
        client.get(answer_url(waiting))


def test_help_now_is_near_when_the_words_are_heavy_whatever_the_face(client, ada, waiting):
    client.force_login(ada)
    kept = client.post(answer_url(waiting), {"level": "5", "note": "I want to die."}, follow=True)
    assert b"If it is a lot just now" in kept.content
    # What is offered besides is for the words, not for the face.
    assert b"Note what made it all right" not in kept.content
    changed = client.post(
        reverse("checkins:change", args=[waiting.pk]), {"level": "5", "note": "A good day."}, follow=True
    )
    assert b"If it is a lot just now" not in changed.content
    changed = client.post(
        reverse("checkins:change", args=[waiting.pk]), {"level": "5", "note": "I want to die."}, follow=True
    )
    assert b"If it is a lot just now" in changed.content
