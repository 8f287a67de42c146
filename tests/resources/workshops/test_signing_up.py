"""A seat with one tap, a line when it is full, and nothing kept of what was taken back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import erase_person
from accounts.models import Letter
from resources.models import SignUp
from resources.workshops.signing_up import seat_where_free, sign_up
from tests.factories import SignUpFactory, UserFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


def join(client, person, workshop):
    client.force_login(person)
    return client.post(reverse("resources:workshop-join", args=[workshop.key]), follow=True)


def leave(client, person, workshop):
    client.force_login(person)
    return client.post(reverse("resources:workshop-leave", args=[workshop.key]), follow=True)


def test_one_tap_gives_a_seat_and_shows_where(client, ada, school):
    workshop = WorkshopFactory(school=school, place="The blue room", link="https://zoom.us/j/123")
    client.force_login(ada)
    before = client.get(workshop.get_absolute_url()).text
    assert "The blue room" not in before
    assert "zoom.us" not in before
    page = join(client, ada, workshop).text
    assert "The blue room" in page
    assert "https://zoom.us/j/123" in page
    assert "Join on Zoom" in page
    join(client, ada, workshop)
    assert SignUp.objects.count() == 1


def test_a_full_one_has_a_line_and_who_waits_does_not_see_where(client, ada, zed, school):
    workshop = WorkshopFactory(school=school, capacity=1, place="The blue room")
    SignUpFactory(workshop=workshop)
    join(client, zed, workshop)
    page = join(client, ada, workshop).text
    assert "You are number 2" in page
    assert "The blue room" not in page


def test_a_seat_given_back_goes_to_the_first_in_line_who_hears_of_it(client, ada, ben, zed, school):
    workshop = WorkshopFactory(school=school, capacity=1)
    for person in (ada, ben, zed):
        join(client, person, workshop)
    page = leave(client, ada, workshop).text
    assert "nothing is kept" in page
    assert not SignUp.objects.filter(user=ada).exists()
    assert list(SignUp.objects.seated().values_list("user", flat=True)) == [ben.pk]
    [letter] = Letter.objects.filter(kind="workshop-seat")
    assert letter.recipient == ben
    # Whoever comes back stands at the end.
    assert "You are number 2" in join(client, ada, workshop).text


def test_nobody_passes_the_line_when_a_seat_is_free(ada, zed, school):
    workshop = WorkshopFactory(school=school, capacity=1)
    waiting = SignUpFactory(workshop=workshop, user=zed, seated_at=None)
    mine = sign_up(workshop=workshop, by=ada, now=timezone.now())
    waiting.refresh_from_db()
    assert waiting.seated_at
    assert mine.is_waiting


def test_a_clock_that_was_read_too_early_passes_nobody(ada, zed, school):
    workshop = WorkshopFactory(school=school, capacity=1)
    SignUpFactory(workshop=workshop)
    now = timezone.now()
    sign_up(workshop=workshop, by=zed, now=now)
    sign_up(workshop=workshop, by=ada, now=now - timedelta(seconds=1))  # waited longer for the row
    assert [row.user for row in workshop.sign_ups.in_line()] == [zed, ada]


def test_who_leaves_the_house_leaves_a_seat(ada, zed, school):
    workshop = WorkshopFactory(school=school, capacity=1)
    SignUpFactory(workshop=workshop, user=ada)
    SignUpFactory(workshop=workshop, user=zed, seated_at=None)
    erase_person(user=ada, now=timezone.now())
    assert seat_where_free(now=timezone.now()) == 1
    assert SignUp.objects.seated().get().user == zed
    assert seat_where_free(now=timezone.now()) == 0


@pytest.mark.parametrize("change", ["closed", "begun", "off", "draft"])
def test_what_takes_nobody_any_more(client, ada, school, change):
    now = timezone.now()
    workshop = WorkshopFactory(school=school)
    match change:
        case "closed":
            workshop.closes_at = now - timedelta(minutes=1)
        case "begun":
            workshop.starts_at = workshop.closes_at = now - timedelta(minutes=1)
        case "off":
            workshop.cancelled_at, workshop.cancelled_because = now, "Flu."
        case "draft":
            workshop.is_shown = False
    workshop.save()
    response = join(client, ada, workshop)
    assert response.status_code == (404 if change == "draft" else 200)
    assert not SignUp.objects.exists()


def test_nothing_is_taken_back_once_it_has_begun(client, ada, school):
    workshop = WorkshopFactory(school=school, past=True)
    SignUpFactory(workshop=workshop, user=ada)
    leave(client, ada, workshop)
    assert SignUp.objects.exists()


def test_another_school_finds_nothing(client, nia, school):
    workshop = WorkshopFactory(school=school)
    assert join(client, nia, workshop).status_code == 404
    assert workshop.title not in client.get(reverse("resources:workshops")).text


def test_nobody_sees_who_else_comes(client, ada, ben, mo, wil, school):
    workshop = WorkshopFactory(school=school)
    SignUpFactory(workshop=workshop, user=ben)
    SignUpFactory(workshop=workshop, user=ada)
    pages = [workshop.get_absolute_url(), reverse("resources:workshops")]
    staff = reverse("admin:resources_workshop_change", args=[workshop.pk])
    for person, addresses in ((ada, pages), (mo, pages), (wil, [*pages, staff])):
        client.force_login(person)
        for address in addresses:
            text = client.get(address).text
            assert ben.alias not in text
            assert ben.email not in text
    assert "2 of 12" in text


def test_the_database_keeps_the_seats(school):
    workshop = WorkshopFactory(school=school, capacity=1)
    SignUpFactory(workshop=workshop)
    with pytest.raises(IntegrityError, match="workshop_has_room"), transaction.atomic():
        SignUpFactory(workshop=workshop)
    waiting = SignUpFactory(workshop=workshop, seated_at=None)
    with pytest.raises(IntegrityError, match="workshop_has_room"), transaction.atomic():
        SignUp.objects.filter(pk=waiting.pk).update(seated_at=timezone.now())


def test_the_database_keeps_the_school(school, nia):
    with pytest.raises(IntegrityError, match="sign_up_is_within_the_school"), transaction.atomic():
        SignUpFactory(workshop=WorkshopFactory(school=school), user=nia)


def test_who_has_a_seat_keeps_it_when_there_are_fewer(school):
    workshop = WorkshopFactory(school=school, capacity=2)
    first = SignUpFactory(workshop=workshop)
    SignUpFactory(workshop=workshop)
    workshop.capacity = 1
    workshop.save()
    SignUp.objects.filter(pk=first.pk).update(was_there=True)


@pytest.mark.django_db(transaction=True)
def test_eight_at_the_same_instant_get_three_seats_and_five_places_in_line(school, run_in_threads):
    workshop = WorkshopFactory(school=school, capacity=3)
    people = UserFactory.create_batch(8, school=school)
    run_in_threads(lambda: sign_up(workshop=workshop, by=people.pop(), now=timezone.now()), times=8)
    assert SignUp.objects.seated().count() == 3
    assert SignUp.objects.in_line().count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_given_once_whoever_asks_the_database(school, run_in_threads):
    workshop = WorkshopFactory(school=school, capacity=1)
    people = UserFactory.create_batch(6, school=school)

    def take():
        try:
            with transaction.atomic():
                SignUpFactory(workshop=workshop, user=people.pop())
        except IntegrityError:
            return 0
        return 1

    assert sum(run_in_threads(take, times=6)) == 1


def test_the_list_asks_as_often_for_many_as_for_few(client, ada, school, django_assert_num_queries):
    client.force_login(ada)
    client.get(reverse("resources:workshops"))  # notes when somebody was last seen, once in a while
    counts = []
    for size in (1, 25):
        for workshop in WorkshopFactory.create_batch(size, school=school):
            SignUpFactory(workshop=workshop)
        with django_assert_num_queries(6) as captured:
            page = client.get(reverse("resources:workshops"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "Later ones" in page.text
    after = page.context["more"]
    assert len(client.get(reverse("resources:workshops") + f"?after={after}").context["workshops"]) == 6


@pytest.mark.parametrize("query", ["after=x", "after=" + "9" * 4000, "after=%00", "before=%00", "before=🙂"])
def test_odd_questions_to_the_lists_are_no_fault(client, ada, school, query):
    WorkshopFactory(school=school)
    client.force_login(ada)
    for page in ("workshops", "workshops-past"):
        assert client.get(reverse(f"resources:{page}") + "?" + query).status_code == 200


def test_an_empty_school_is_told_what_to_do(client, ada):
    client.force_login(ada)
    assert "Say what is missing" in client.get(reverse("resources:workshops")).text
    assert "None has been yet" in client.get(reverse("resources:workshops-past")).text


def test_ones_own_are_in_what_one_takes_along(client, ada, zed, school):
    workshop = WorkshopFactory(school=school, title="Planted title")
    SignUpFactory(workshop=workshop, user=ada)
    for person, kept in ((ada, True), (zed, False)):
        client.force_login(person)
        assert ("Planted title" in client.get(reverse("resources:export")).text) is kept
