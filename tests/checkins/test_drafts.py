"""What was typed survives a session that ended before the button was pressed. No script is needed for it."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkins.models import CheckIn, Concern
from config.drafts import KEEP_SECONDS, KEY, WRITER_COOKIE
from tests.clients import HouseClient
from tests.factories import CheckInFactory

TYPED = {"level": "2", "note": "Words typed <b>before</b> the end ü🙂", "tags": ["sleep", "ward"]}


@pytest.fixture
def waiting(ada):
    return CheckInFactory(user=ada)


@pytest.fixture
def url(waiting):
    return reverse("checkins:answer", args=[waiting.pk])


@pytest.fixture
def ada_was_here(client, ada, url):
    """Ada has the page open, and her session has ended."""
    open_and_let_end(client, ada, url)


def open_and_let_end(client, person, url):
    client.force_login(person)
    assert client.get(url).status_code == 200
    Session.objects.all().delete()


def test_typed_words_wait_behind_the_sign_in(client, ada, waiting, url, ada_was_here):
    sent = client.post(url, TYPED)
    assert sent.url == f"{reverse('account_login')}?{urlencode({'next': url})}"
    client.force_login(ada)
    page = client.get(url).content.decode()
    assert "Here is what you had typed" in page
    assert "Words typed &lt;b&gt;before&lt;/b&gt; the end ü🙂" in page
    assert re.search(r'value="sleep"[^>]* checked', page)
    waiting.refresh_from_db()
    assert not waiting.is_answered


def test_it_is_shown_once_and_then_gone(client, ada, url, ada_was_here):
    client.post(url, TYPED)
    client.force_login(ada)
    client.get(url)
    assert KEY not in client.session
    assert "Words typed" not in client.get(url).content.decode()


def test_it_lies_encrypted_in_the_session(client, url, ada_was_here):
    client.post(url, TYPED)
    kept = Session.objects.get().get_decoded()[KEY]
    assert "Words" not in kept
    assert kept.startswith("gAAAA")


def test_nobody_else_who_signs_in_there_reads_it(client, zed, url, ada_was_here):
    client.post(url, TYPED)
    client.force_login(zed)
    assert client.get(url).status_code == 404
    assert KEY not in client.session


def test_nor_does_the_next_one_at_that_computer_who_may_open_the_same_page(client, ada, zed, wil):
    url = reverse("checkins:ask")
    open_and_let_end(client, ada, url)
    client.post(url, {"words": "Please call me"})
    client.force_login(zed)
    assert "Please call me" not in client.get(url).text
    client.force_login(ada)
    assert "Please call me" not in client.get(url).text


def test_who_typed_it_is_a_mark_that_says_nothing_and_no_script_reads(client, ada, url, ada_was_here):
    cookie = client.cookies[WRITER_COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert re.fullmatch("[0-9a-f]{64}", cookie.value)


def test_without_the_mark_nothing_is_kept(client, url):
    assert client.post(url, TYPED).status_code == 302
    assert not Session.objects.exists()


def test_other_pages_do_not_show_it(client, ada, url, ada_was_here):
    other = CheckInFactory(user=ada)
    client.post(url, TYPED)
    client.force_login(ada)
    page = client.get(reverse("checkins:answer", args=[other.pk])).content.decode()
    assert "Words typed" not in page


def test_after_an_hour_it_is_not_shown(client, ada, url, ada_was_here):
    client.post(url, TYPED)
    client.force_login(ada)
    with time_machine.travel(timezone.now() + timedelta(seconds=KEEP_SECONDS + 5), tick=False):
        assert "Words typed" not in client.get(url).content.decode()


def test_a_request_for_contact_is_kept_too_and_nothing_is_sent(client, ada, wil):
    url = reverse("checkins:ask")
    open_and_let_end(client, ada, url)
    client.post(url, {"words": "Please call me", "reach_by": "07700 900123", "urgency": "today"})
    assert not Concern.objects.exists()
    client.force_login(ada)
    page = client.get(url).content.decode()
    assert "Please call me" in page
    assert "07700 900123" in page


def test_more_than_anybody_types_is_not_kept_and_breaks_nothing(client, url, ada_was_here):
    sent = client.post(url, TYPED | {"note": "x" * 1_000_000})
    assert sent.status_code == 302
    assert not Session.objects.exists()


def test_what_was_not_typed_on_our_pages_is_not_kept(client, ada, ada_was_here):
    client.post(reverse("checkins:people"), {"nickname": "Ben"})
    client.post(reverse("checkins:skip", args=[1]), {"note": "x"})
    assert not Session.objects.exists()


def test_a_stranger_form_is_refused_before_anything_is_kept(url):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(url, TYPED).status_code == 403
    assert not Session.objects.exists()


def test_signing_out_in_between_ends_with_an_answer(client, ada, waiting, url):
    open_and_let_end(client, ada, url)
    sent = client.post(url, TYPED)
    assert sent.status_code == 302
    client.force_login(ada)
    form = client.get(url).context["form"]
    client.post(url, {"level": "2", "note": form["note"].value(), "tags": form["tags"].value()})
    assert CheckIn.objects.get().note == TYPED["note"]


def test_it_survives_our_own_sign_in_by_code(ada, url, mailbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    browser = HouseClient()
    open_and_let_end(browser, ada, url)
    browser.post(url, TYPED)
    asked = f"{reverse('account_request_login_code')}?{urlencode({'next': url})}"
    form = browser.post(asked, {"email": ada.email}, follow=True).content.decode()
    code = re.search(r"^ {4}(\S+)\s*$", mailbox.text(), re.MULTILINE)[1]
    hidden = re.search(r'name="next" value="([^"]+)"', form)[1]
    page = browser.post(reverse("account_confirm_login_code"), {"code": code, "next": hidden}, follow=True)
    assert page.redirect_chain[-1][0] == url
    assert "Here is what you had typed" in page.content.decode()
