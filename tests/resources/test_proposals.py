"""What students miss: saying it, standing behind it, and the answer that everybody reads."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Letter
from resources.forms.proposals import new_secret
from resources.models import CoSign, Proposal
from resources.models.proposals import COUNTED_FROM, Stand, hash_of
from resources.proposals import MOST_A_WEEK, answer_proposal, hide_proposal, make_proposal, show_proposal
from tests.factories import UserFactory

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday noon in London
SAID = {"title": "Counselling after 18:00", "words": "My shift ends at seven and the desk closes at five."}


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def say(by, **more) -> Proposal:
    said = {"school": by.school, "is_anonymous": False, "secret": new_secret(), **SAID, **more}
    return make_proposal(by=by, now=NOW, **said)


def answer(proposal, by, **more) -> None:
    told = {
        "stand": Stand.PLANNED,
        "owner": "The desk",
        "due_on": NOW.date(),
        "answer": "From May on.",
        **more,
    }
    answer_proposal(proposal=proposal, by=by, now=NOW, **told)


def post(client, **more):
    return client.post(reverse("resources:proposal-new"), {**SAID, "secret": new_secret(), **more})


def test_it_is_there_for_the_school_and_not_for_another(client, ada, zed, nia):
    client.force_login(ada)
    response = post(client)
    made = Proposal.objects.get()
    assert response.url == reverse("resources:proposal", args=[made.pk])
    for person, status in ((zed, 200), (nia, 404)):
        client.force_login(person)
        assert client.get(response.url).status_code == status
        shown = SAID["title"] in client.get(reverse("resources:proposals")).text
        assert shown is (status == 200)


def test_without_a_name_nothing_leads_back(client, ada, zed, wil):
    client.force_login(ada)
    secret = new_secret()
    response = post(client, is_anonymous="on", secret=secret)
    assert response.url == reverse("resources:proposal-secret", args=[secret])
    made = Proposal.objects.get()
    assert made.author is None
    assert secret not in str(Proposal.objects.values())
    assert hash_of(secret) == made.secret_hash
    # The school does not see it before staff have.
    client.force_login(zed)
    assert client.get(reverse("resources:proposal", args=[made.pk])).status_code == 404
    show_proposal(proposal=made, by=wil, now=NOW)
    assert client.get(reverse("resources:proposal", args=[made.pk])).status_code == 200


def test_the_log_of_an_anonymous_word_names_nobody(client, ada, caplog):
    caplog.set_level("INFO")
    client.force_login(ada)
    post(client, is_anonymous="on")
    [line] = [record for record in caplog.records if getattr(record, "page", "") == "resources:proposal-new"]
    assert line.user_id is None


def test_the_secret_works_both_ways_and_signed_out(client, ada, wil):
    made = say(ada, is_anonymous=True, secret=(secret := new_secret()))
    address = reverse("resources:proposal-secret", args=[secret])
    assert client.get(address).status_code == 200
    assert client.post(address, {"words": "Also on Fridays."}).status_code == 302
    [note] = made.notes.all()
    assert (note.words, note.is_from_staff) == ("Also on Fridays.", False)
    assert "Also on Fridays." in client.get(address).text
    for wrong in (new_secret(), hash_of(secret), secret[:-1], secret.swapcase()):
        assert client.get(reverse("resources:proposal-secret", args=[wrong])).status_code == 404


def test_the_hash_of_somebody_under_an_alias_opens_nothing(client, ada):
    say(ada, secret=(secret := new_secret()))
    assert client.get(reverse("resources:proposal-secret", args=[secret])).status_code == 404


def test_pressing_twice_says_it_once(client, ada):
    client.force_login(ada)
    secret = new_secret()
    first, second = (post(client, is_anonymous="on", secret=secret) for _ in range(2))
    assert first.url == second.url
    assert Proposal.objects.count() == 1


def test_close_ones_are_shown_before_a_second_of_the_same_is_made(client, ada, zed):
    made = say(ada)
    client.force_login(zed)
    response = post(client, title="counseling after 18.00")
    assert response.status_code == 200
    assert reverse("resources:proposal", args=[made.pk]) in response.text
    assert SAID["words"] in response.text  # what was typed is kept
    assert Proposal.objects.count() == 1
    assert post(client, title="counseling after 18.00", is_other="on").status_code == 302


def test_what_is_done_is_not_promised_by_a_date(client, ada, wil):
    made = say(ada)
    client.force_login(ada)
    page = reverse("resources:proposal", args=[made.pk])
    due = date(2027, 1, 15)
    answer(made, wil, due_on=due)
    assert "by 15 January 2027" in client.get(page).text
    answer(made, wil, due_on=due, stand=Stand.DONE)
    assert "15 January 2027" not in client.get(page).text


def test_nothing_from_behind_another_wall_or_still_unread_is_close(client, ada, zed, nia):
    say(nia)
    say(ada, is_anonymous=True)
    client.force_login(zed)
    response = client.post(reverse("resources:proposal-close"), {"title": SAID["title"]})
    assert response.status_code == 200
    assert "counselling" not in response.text.lower()


def test_nobody_says_too_much_in_a_week_not_even_without_a_name(
    client, ada, django_capture_on_commit_callbacks
):
    client.force_login(ada)
    for number in range(MOST_A_WEEK):
        with django_capture_on_commit_callbacks(execute=True):
            response = post(client, title=f"Thing number {number} {'xyz' * number}", is_anonymous="on")
        assert response.status_code == 302
    response = post(client, title="One more of these")
    assert response.status_code == 200
    assert "wait a few days" in response.text
    assert Proposal.objects.count() == MOST_A_WEEK


def test_signs_are_counted_aloud_only_when_nobody_can_be_guessed(client, ada, zed, school):
    made = say(ada)
    client.force_login(zed)
    client.post(reverse("resources:proposal-sign", args=[made.pk]))
    client.post(reverse("resources:proposal-sign", args=[made.pk]))
    page = reverse("resources:proposal", args=[made.pk])
    assert CoSign.objects.count() == 1
    assert "Some others" in client.get(page).text
    for person in UserFactory.create_batch(COUNTED_FROM - 1, school=school):
        CoSign.objects.create(proposal=made, user=person, signed_on=NOW.date())
    shown = client.get(page).text
    assert f"{COUNTED_FROM} others" in shown
    assert zed.alias not in shown
    client.post(reverse("resources:proposal-unsign", args=[made.pk]))
    assert "Some others" in client.get(page).text


def test_one_does_not_stand_behind_ones_own(client, ada):
    made = say(ada)
    client.force_login(ada)
    client.post(reverse("resources:proposal-sign", args=[made.pk]))
    assert not CoSign.objects.exists()


def test_an_answer_reaches_the_author_and_whoever_stands_behind_it(ada, zed, wil):
    made = say(ada)
    CoSign.objects.create(proposal=made, user=zed, signed_on=NOW.date())
    answer(made, wil)
    assert set(Letter.objects.filter(kind="proposal-moved").values_list("recipient", flat=True)) == {
        ada.pk,
        zed.pk,
    }


def test_an_answer_makes_an_unread_one_visible(ada, wil, zed):
    made = say(ada, is_anonymous=True)
    answer(made, wil)
    assert Proposal.objects.visible_to(zed).get() == made


def test_the_database_wants_an_answer_to_say_who_and_what(ada):
    made = say(ada)
    with pytest.raises(IntegrityError, match="says_who_and_what"), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(stand=Stand.DONE)


def test_what_is_taken_down_is_gone_for_others_and_says_why_to_its_author(client, ada, zed, wil):
    made = say(ada)
    hide_proposal(proposal=made, by=wil, because="It names a person.", now=NOW)
    page = reverse("resources:proposal", args=[made.pk])
    client.force_login(zed)
    assert client.get(page).status_code == 404
    client.force_login(ada)
    assert "It names a person." in client.get(page).text


def test_what_was_taken_down_by_mistake_is_put_back(client, ada, zed, wil):
    made = say(ada)
    client.force_login(wil)
    page = reverse("admin:resources_proposal_change", args=[made.pk])
    as_it_is = {"stand": "new", "owner": "", "due_on": "", "answer": "", "note": ""}
    for because in ("It names a person.", "It names a teacher.", ""):
        assert client.post(page, {**as_it_is, "hidden_because": because}).status_code == 302
        made.refresh_from_db()
        assert (made.hidden_because, made.hidden_at is None) == (because, because == "")
    assert "It stands again" in client.get(page).text
    client.force_login(zed)
    assert SAID["title"] in client.get(reverse("resources:proposal", args=[made.pk])).text


def test_an_answer_cannot_be_unsaid(client, ada, wil):
    made = say(ada)
    answer(made, by=wil)
    client.force_login(wil)
    page = reverse("admin:resources_proposal_change", args=[made.pk])
    said = {"stand": "new", "owner": "", "due_on": "", "answer": "", "note": "", "hidden_because": ""}
    assert "It is answered" in client.post(page, said).text
    made.refresh_from_db()
    assert made.answer == "From May on."


def test_staff_of_another_school_change_nothing(ada, nia):
    made = say(ada, is_anonymous=True)
    stranger = UserFactory(school=nia.school, is_staff=True)
    assert not show_proposal(proposal=made, by=stranger, now=NOW)
    with pytest.raises(Proposal.DoesNotExist):
        answer(made, stranger)


def test_one_takes_ones_own_back_until_it_is_answered(client, ada, wil):
    made = say(ada)
    client.force_login(ada)
    page = reverse("resources:proposal-withdraw", args=[made.pk])
    assert client.get(page).status_code == 200
    answer(made, wil)
    assert client.post(page).status_code == 404
    Proposal.objects.update(stand=Stand.NEW, answer="", owner="", answered_at=None)
    assert client.post(page).status_code == 302
    assert not Proposal.objects.exists()


def test_the_list_asks_as_often_for_many_as_for_few(client, ada, school, django_assert_num_queries):
    client.force_login(ada)
    client.get(reverse("resources:proposals"))  # notes when somebody was last seen, once in a while
    counts = []
    for size in (1, 60):
        people = UserFactory.create_batch(size, school=school)
        for person in people:
            say(person, title=f"Thing {person.pk} {new_secret()[:20]}")
        with django_assert_num_queries(5) as captured:
            page = client.get(reverse("resources:proposals"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "Older ones" in page.text


@pytest.mark.parametrize(
    "query", ["before=x", "before=" + "9" * 40, "stand=no-such", "before=-1", "before=%00"]
)
def test_odd_questions_to_the_list_are_no_fault(client, ada, query):
    client.force_login(ada)
    assert client.get(reverse("resources:proposals") + "?" + query).status_code == 200
