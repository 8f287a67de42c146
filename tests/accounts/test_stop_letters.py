"""The link at the foot of a letter: for people, for mail programs (RFC 8058), and for scanners."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import LetterPreference, User
from accounts.stop_links import STOP_SIGNER, read_stop_token, stop_token, stop_url
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stranger():
    """A browser that checks tokens against forgery as production does, and has no cookie."""
    return Client(enforce_csrf_checks=True)


def link(person, kind="moment"):
    return f"/letters/stop/{stop_token(person.pk, kind)}/"


def state(person):
    person.refresh_from_db()
    refused = set(
        LetterPreference.objects.filter(user=person, is_wanted=False).values_list("kind", flat=True)
    )
    return refused, person.letters_stopped_at is not None


def test_the_link_is_whole(ada):
    assert stop_url(ada.pk, "moment") == "http://testserver" + link(ada)
    assert read_stop_token(stop_token(ada.pk, "moment")) == (ada.pk, "moment")


def test_one_click_stops_these_letters_and_no_others(stranger, ada):
    for _ in range(2):
        response = stranger.post(link(ada), ONE_CLICK)
        assert response.status_code == 200
        assert not response.cookies
    assert state(ada) == ({"moment"}, False)


def test_a_person_chooses_and_can_take_it_back(stranger, ada):
    page = stranger.get(link(ada)).text
    assert "Stop these letters" in page
    assert "Stop all letters" in page
    assert stranger.post(link(ada), {"choice": "stop-kind"}).url == link(ada)
    assert state(ada) == ({"moment"}, False)
    assert "Undo: send them again" in stranger.get(link(ada)).text
    stranger.post(link(ada), {"choice": "start-kind"})
    stranger.post(link(ada), {"choice": "stop-all"})
    assert state(ada) == (set(), True)
    assert "Undo: start letters again" in stranger.get(link(ada)).text
    stranger.post(link(ada), {"choice": "start-all"})
    assert state(ada) == (set(), False)


def test_scanners_change_nothing(stranger, ada):
    """They look, look again, ask for the head only, and send the forms as they stand."""
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            stranger.get(link(ada))
        stranger.head(link(ada))
        stranger.post(link(ada))
        stranger.post(link(ada), {"choice": ""})
        stranger.post(link(ada), {"choice": "everything", "List-Unsubscribe": "yes"})
    assert not [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert state(ada) == (set(), False)


def test_the_page_says_no_name_and_no_address(stranger, ada):
    page = stranger.get(link(ada)).text
    assert ada.email not in page
    assert ada.alias not in page


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "1.moment.forged",
        STOP_SIGNER.sign("1"),
        STOP_SIGNER.sign("1.no-such-kind"),
        STOP_SIGNER.sign("x.moment"),
        STOP_SIGNER.sign("999999.moment"),
        STOP_SIGNER.sign("99999999999999999999.moment"),
        "x" * 5000,
    ],
)
def test_a_link_that_is_none_gets_a_kind_page(stranger, ada, token):
    for response in (
        stranger.get(f"/letters/stop/{token}/"),
        stranger.post(f"/letters/stop/{token}/", ONE_CLICK),
    ):
        assert response.status_code == 404
        assert "This link stops nothing" in response.text


def test_a_link_outlives_a_change_of_the_secret_key(stranger, ada, settings):
    old = link(ada)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    token = old.split("/")[3]
    fresh = type(STOP_SIGNER)(salt=STOP_SIGNER.salt, sep=".")
    assert fresh.unsign(token) == f"{ada.pk}.moment"


def test_who_has_left_has_no_letters_to_stop(stranger, ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert stranger.get(link(ada)).status_code == 404


def test_what_is_always_sent_says_so_and_stays(stranger, ada):
    assert "These letters are always sent" in stranger.get(link(ada, "request-moved")).text
    stranger.post(link(ada, "request-moved"), ONE_CLICK)
    stranger.post(link(ada, "request-moved"), {"choice": "stop-kind"})
    assert state(ada) == (set(), False)


def test_staff_without_a_second_factor_can_still_stop_letters(client, school):
    staff = StaffFactory(school=school)
    client.force_login(staff)
    assert client.get(link(staff)).status_code == 200
