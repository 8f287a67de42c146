"""Chosen people: by a link, by mutual consent, one way, and ended by either."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessRecord, Letter
from accounts.outbox import send_waiting
from checkins.history import as_json
from checkins.models import CheckIn, ChosenPerson
from checkins.sharing import change_audience
from tests.factories import CheckInFactory, ChosenPersonFactory

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PEOPLE = "/check-in/people/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def link(client, ada):
    """Ada has made a link for somebody."""
    client.force_login(ada)
    client.post(PEOPLE, {"nickname": "My flatmate"})
    return reverse("checkins:invitation", args=[ChosenPerson.objects.get(nickname="My flatmate").token])


@pytest.fixture
def shared(ada, ben):
    checkin = CheckInFactory(user=ada, answered=True, level=2, tags=["ward"], note="Ada's own words")
    change_audience(checkin=checkin, by=ada, audience="chosen", chosen=ada.chosen_people.all(), now=NOW)
    return checkin


def test_a_link_is_sent_and_the_other_agrees(client, ada, zed, link):
    assert link in client.get(PEOPLE).content.decode()
    client.force_login(zed)
    page = client.get(link).content.decode()
    assert f"{ada.alias} would like to choose you" in page
    assert "You share nothing of your own by this" in page
    assert ChosenPerson.objects.invited().exists()
    client.post(link, {"answer": "yes"})
    assert ChosenPerson.objects.accepted().get().person == zed
    client.force_login(ada)
    assert b"Since 23 November" in client.get(PEOPLE).content


def test_who_made_the_link_hears_that_it_was_accepted_and_nobody_is_named(client, ada, zed, link, mailbox):
    client.force_login(zed)
    client.post(link, {"answer": "yes"})
    assert send_waiting(is_urgent=False) == 1
    [letter] = mailbox.letters
    assert letter["To"] == ada.email
    assert letter["Subject"] == "Your link on Tandem was accepted"
    assert reverse("checkins:people") in mailbox.text()
    assert zed.alias not in mailbox.text() + mailbox.html()


def test_no_letter_says_yes_once_it_has_ended(client, zed, link, mailbox):
    client.force_login(zed)
    client.post(link, {"answer": "yes"})
    client.post(reverse("checkins:person-end", args=[ChosenPerson.objects.accepted().get().pk]))
    assert send_waiting(is_urgent=False) == 0
    assert Letter.objects.get().state == "dropped"


def test_a_no_writes_to_nobody(client, zed, link):
    client.force_login(zed)
    client.post(link, {"answer": "no"})
    assert not Letter.objects.exists()


def test_looking_at_the_link_or_pressing_nothing_agrees_to_nothing(client, zed, link):
    client.force_login(zed)
    client.get(link)
    client.head(link)
    client.post(link)
    client.post(link, {"answer": "maybe"})
    assert not ChosenPerson.objects.accepted().exists()


def test_declining_uses_the_link_up_and_names_nobody(client, ada, zed, link):
    client.force_login(zed)
    client.post(link, {"answer": "no"})
    declined = ChosenPerson.objects.get()
    assert (declined.person, declined.declined_at) == (None, NOW)
    assert client.get(link).status_code == 410
    assert client.post(link, {"answer": "yes"}).status_code == 410


def as_its_sender_sees_it(client, ada, link) -> tuple[str, str]:
    """Their list and the link itself, without what differs at every visit."""
    client.force_login(ada)
    pages = client.get(PEOPLE).text, client.get(link).text
    return tuple(re.sub(r'(value|content)="[\w-]{43,}"|nonce="[^"]+"', "", page) for page in pages)


def test_a_no_and_a_link_that_nobody_opened_look_alike_to_its_sender(client, ada, zed, link, clock):
    client.get(PEOPLE)  # that it was made is said once
    open_looks = as_its_sender_sees_it(client, ada, link)
    assert "Not accepted so far" in open_looks[0]
    ChosenPerson.objects.update(declined_at=NOW)
    assert as_its_sender_sees_it(client, ada, link) == open_looks
    assert not Letter.objects.filter(recipient=ada).exists()
    assert "declined" not in as_json(ada)
    clock.shift(timedelta(days=8))
    run_out = as_its_sender_sees_it(client, ada, link)
    assert "Nobody has accepted this link" in run_out[0]
    ChosenPerson.objects.update(declined_at=None)
    assert as_its_sender_sees_it(client, ada, link) == run_out
    clock.shift(timedelta(days=30))
    assert "My flatmate" not in as_its_sender_sees_it(client, ada, link)[0]


def test_a_link_that_ran_out_is_made_anew_or_put_away(client, ada, link, clock):
    clock.shift(timedelta(days=8))
    client.post(PEOPLE, {"nickname": "My flatmate"})
    page = client.get(PEOPLE).text
    assert "Nobody has accepted this link" not in page
    assert ChosenPerson.objects.invited().get().is_open(timezone.now())
    clock.shift(timedelta(days=8))
    put_away = reverse("checkins:person-end", args=[ChosenPerson.objects.invited().get().pk])
    assert "gone from your list" in client.post(put_away, follow=True).text
    assert "My flatmate" not in client.get(PEOPLE).text


def test_a_declined_link_takes_no_place_and_its_sender_can_ask_again(client, ada, link):
    ChosenPerson.objects.update(declined_at=NOW)
    client.post(PEOPLE, {"nickname": "My flatmate"})
    assert ChosenPerson.objects.invited().get().is_open(NOW)


def test_who_was_left_reads_that_it_has_ended(client, ada, ben):
    connection = ChosenPerson.objects.get(owner=ada, person=ben)
    client.force_login(ben)
    client.post(reverse("checkins:person-end", args=[connection.pk]))
    client.force_login(ada)
    assert "Ended on 23 November. They see nothing of yours." in client.get(PEOPLE).text


def test_the_own_link_opens_but_cannot_be_accepted(client, ada, link):
    assert b"This is your own link" in client.get(link).content
    client.post(link, {"answer": "yes"})
    assert not ChosenPerson.objects.accepted().exists()


def test_a_link_works_once(client, zed, wil, link):
    client.force_login(zed)
    client.post(link, {"answer": "yes"})
    assert client.get(link).status_code == 410
    client.force_login(wil)
    assert client.post(link, {"answer": "yes"}).status_code == 410
    assert ChosenPerson.objects.get().person == zed


def test_a_link_runs_out_after_seven_days(client, zed, link, clock):
    clock.shift(timedelta(days=7))
    client.force_login(zed)
    assert client.post(link, {"answer": "yes"}).status_code == 410
    assert not ChosenPerson.objects.accepted().exists()


def test_behind_another_schools_wall_there_is_no_such_link(client, nia, op, link):
    for person in (nia, op):
        client.force_login(person)
        assert client.get(link).status_code == 404
        assert client.post(link, {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize("token", ["nothing", "a" * 500, "%00", "é"])
def test_a_made_up_link_is_no_page(client, ada, token):
    client.force_login(ada)
    assert client.get(f"/check-in/people/with/{token}/").status_code == 404


def test_somebody_chosen_already_is_not_chosen_twice(client, ada, ben, link):
    client.force_login(ben)
    page = client.post(link, {"answer": "yes"}, follow=True)
    assert b"You two are connected already." in page.content
    assert ChosenPerson.objects.accepted().filter(owner=ada, person=ben).count() == 1


@pytest.mark.parametrize("who", ["owner", "person"])
def test_either_side_ends_it_and_what_was_shared_closes(client, ada, ben, shared, who):
    connection = ada.chosen_people.get()
    client.force_login(ada if who == "owner" else ben)
    url = reverse("checkins:person-end", args=[connection.pk])
    client.get(url)
    assert shared in CheckIn.objects.shared_with(ben)
    client.post(url)
    assert shared not in CheckIn.objects.shared_with(ben)
    connection.refresh_from_db()
    assert connection.ended_at == NOW
    client.force_login(ada)
    page = client.get(reverse("checkins:detail", args=[shared.pk])).content.decode()
    assert "Only you see this answer." in page


def test_nobody_else_ends_it(client, ada, ben, zed, wil):
    url = reverse("checkins:person-end", args=[ada.chosen_people.get().pk])
    for person in (zed, wil):
        client.force_login(person)
        assert client.post(url).status_code == 404


def test_a_link_is_taken_back(client, ada, zed, link):
    client.post(reverse("checkins:person-end", args=[ChosenPerson.objects.get().pk]))
    client.force_login(zed)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("nickname", "said"),
    [
        ("", "give a name"),
        ("  ", "give a name"),
        ("x" * 1_000_000, "at most 40"),
        ("a\x00", "cannot be kept"),
    ],
)
def test_a_name_that_cannot_be_kept_says_why(client, ada, nickname, said):
    client.force_login(ada)
    page = client.post(PEOPLE, {"nickname": nickname})
    assert page.status_code == 200
    assert said in page.context["form"].errors["nickname"][0]
    assert not ChosenPerson.objects.exists()


def test_a_name_is_shown_as_written_and_runs_nothing(client, ada):
    client.force_login(ada)
    client.post(PEOPLE, {"nickname": "<script>x</script>🙂"})
    page = client.get(PEOPLE).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;🙂" in page


def test_pressing_twice_makes_one_link_and_ten_people_are_enough(client, ada):
    client.force_login(ada)
    for nickname in ["One", "One", *map(str, range(9)), "Eleven"]:
        page = client.post(PEOPLE, {"nickname": nickname})
    assert ChosenPerson.objects.count() == 10
    assert "as many people here as there is room for" in page.content.decode()


def test_what_is_shared_opens_one_at_a_time_and_leaves_a_line(client, ada, ben, shared):
    client.force_login(ben)
    listed = client.get(reverse("checkins:shared")).content.decode()
    assert ada.alias in listed
    assert "Running low" not in listed
    assert not AccessRecord.objects.exists()
    page = client.get(reverse("checkins:shared-one", args=[shared.pk])).content.decode()
    assert "Running low" in page
    assert "Ward" in page
    assert "own words" not in page
    line = AccessRecord.objects.get()
    assert (line.subject, line.reader, line.about) == (ada, ben, shared.pk)


def test_only_whom_it_was_shared_with_opens_it(client, ada, ben, zed, nia, mo, wil, shared):
    other = ChosenPersonFactory(owner=ada, nickname="Cy").person
    for person in (zed, nia, mo, wil, other, ada):
        client.force_login(person)
        assert client.get(reverse("checkins:shared-one", args=[shared.pk])).status_code == 404
    assert not AccessRecord.objects.exists()


def test_an_answer_that_was_not_shared_stays_closed(client, ada, ben, shared):
    own = CheckInFactory(user=ada, answered=True)
    client.force_login(ben)
    assert client.get(reverse("checkins:shared-one", args=[own.pk])).status_code == 404


def test_what_was_taken_back_and_shown_again_is_told_as_it_was(client, ada, ben, shared):
    for audience in ("only-me", "chosen", "chosen"):
        change_audience(checkin=shared, by=ada, audience=audience, chosen=ada.chosen_people.all(), now=NOW)
    first, again = shared.shares.order_by("pk")
    assert (first.revoked_at, again.revoked_at) == (NOW, None)
    client.force_login(ada)
    page = client.get(reverse("checkins:detail", args=[shared.pk])).text
    assert page.count("Shown to Ben") == 2
    assert page.count("taken back") == 1
    client.force_login(ben)
    assert client.get(reverse("checkins:shared")).text.count(ada.alias) >= 1
    assert list(CheckIn.objects.shared_with(ben)) == [shared]
    assert client.get(reverse("checkins:shared-one", args=[shared.pk])).status_code == 200


def test_two_shares_are_two_letters_and_the_list_asks_a_fixed_number_of_times(
    client, ada, ben, shared, django_assert_max_num_queries
):
    for _ in range(6):
        checkin = CheckInFactory(user=ada, answered=True)
        change_audience(checkin=checkin, by=ada, audience="chosen", chosen=ada.chosen_people.all(), now=NOW)
    assert Letter.objects.filter(kind="shared", recipient=ben).count() == 7
    client.force_login(ben)
    with django_assert_max_num_queries(16):
        client.get(reverse("checkins:shared"))


def test_who_shared_it_is_told_before_taking_it_back_that_it_was_opened(client, ada, ben, shared):
    change = reverse("checkins:change", args=[shared.pk])
    client.force_login(ada)
    assert "has opened it" not in client.get(change).content.decode()
    client.force_login(ben)
    client.get(reverse("checkins:shared-one", args=[shared.pk]))
    client.force_login(ada)
    assert "Ben has opened it." in client.get(change).content.decode()
    assert "Ben has opened it." in client.get(reverse("checkins:detail", args=[shared.pk])).content.decode()
