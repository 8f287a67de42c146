"""A button was pressed after the session had ended: the person lands where the button is, and nothing was done."""

import pytest
from django.urls import reverse

from tests.clients import HouseClient
from tests.factories import CheckInFactory

pytestmark = pytest.mark.django_db


def pressed(client, url, page):
    return client.post(url, headers={"referer": f"http://testserver{page}"})


def test_who_was_signed_out_comes_back_to_the_button(client, ada):
    open_one = CheckInFactory(user=ada)
    page = reverse("checkins:answer", args=[open_one.pk])
    sent = pressed(client, reverse("checkins:skip", args=[open_one.pk]), f"{page}?from=today")
    door = client.get(sent.url)
    assert sent.url == f"{reverse('account_login')}?next={page}%3Ffrom%3Dtoday"
    assert "You had been signed out, so this was not done yet" in door.text
    client.force_login(ada)
    assert client.get(page).status_code == 200
    open_one.refresh_from_db()
    assert not open_one.skipped_at


@pytest.mark.parametrize(
    "referrer",
    ["", "https://elsewhere.example/check-in/1/", "//elsewhere.example/", "javascript:alert(1)", "\x00"],
)
def test_without_a_page_of_ours_to_go_back_to_it_is_the_start(client, db, referrer):
    sent = client.post(reverse("accounts:pause-undo"), headers={"referer": referrer})
    assert sent.url == f"{reverse('account_login')}?next={reverse('today')}"


def test_a_page_that_was_only_opened_is_opened_after_signing_in(client, db):
    sent = client.get("/you/letters/?x=1")
    assert sent.url == f"{reverse('account_login')}?next=/you/letters/%3Fx%3D1"
    assert "signed out" not in client.get(sent.url).text


def test_who_has_to_show_a_second_factor_comes_back_to_the_button_too(mo):
    client = HouseClient()
    client.force_login(mo, with_second_factor=False)
    sent = pressed(client, reverse("accounts:pause-undo"), "/you/letters/pause/")
    assert sent.url.endswith("next=%2Fyou%2Fletters%2Fpause%2F")
