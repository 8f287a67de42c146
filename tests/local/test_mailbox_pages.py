import mailbox

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape

from config.local.mailbox import views
from tests.local.test_mailbox import letter

HTML = '<p style="color: teal">Hello</p><script>document.title = "run"</script><a href="/m/token/">Answer</a>'


@pytest.fixture
def folder(tmp_path, monkeypatch, settings):
    settings.ROOT_URLCONF = "tests.local.urls_of_the_demo"
    monkeypatch.setattr(views, "folder", lambda: tmp_path / "mailbox")
    maildir = mailbox.Maildir(tmp_path / "mailbox", create=True)

    def put(message):
        return maildir.add(message.as_bytes())

    return put


@pytest.mark.django_db
def test_the_mailbox_lists_letters_and_opens_one(folder, client):
    key = folder(letter(text="Read https://tandem.example/m/token/ when you like", html=HTML))
    page = client.get(reverse("mailbox:index"))
    assert "A moment for you from Tandem" in page.content.decode()
    page = client.get(reverse("mailbox:letter", args=[key]))
    assert '<a href="https://tandem.example/m/token/"' in page.content.decode()
    assert reverse("mailbox:html", args=[key]) in page.content.decode()


@pytest.mark.django_db
def test_the_html_part_is_shown_as_it_is_and_can_do_nothing(folder, client):
    key = folder(letter(html=HTML))
    page = client.get(reverse("mailbox:html", args=[key]))
    assert HTML in page.content.decode()
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'self'" in policy
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
def test_a_subject_cannot_bring_markup_into_the_list(folder, client):
    folder(letter(subject="<script>alert(1)</script>"))
    page = client.get(reverse("mailbox:index")).content.decode()
    assert "<script>alert(1)" not in page
    assert escape("<script>alert(1)</script>") in page


@pytest.mark.django_db
def test_one_person_s_letters(folder, client):
    folder(letter("For Ada", "ada@northgate.example"))
    folder(letter("For Ben", "ben@northgate.example"))
    page = client.get(reverse("mailbox:index"), {"to": "ada@northgate.example"}).content.decode()
    assert "For Ada" in page
    assert "For Ben" not in page


@pytest.mark.django_db
def test_emptying_needs_a_post_with_its_token(folder):
    folder(letter())
    client = Client(enforce_csrf_checks=True)
    assert client.get(reverse("mailbox:clear")).status_code == 405
    assert client.post(reverse("mailbox:clear")).status_code == 403
    assert "A moment for you" in client.get(reverse("mailbox:index")).content.decode()
    assert Client().post(reverse("mailbox:clear")).status_code == 302
    assert "A moment for you" not in client.get(reverse("mailbox:index")).content.decode()


@pytest.mark.django_db
def test_a_letter_that_is_not_there_is_a_404(folder, client):
    assert client.get("/mailbox/nothing/").status_code == 404
    assert client.get("/mailbox/..%2f..%2fkeys.env/").status_code == 404


def test_staff_codes_are_the_ones_that_sign_in(folder, client, wil):
    page = client.get(reverse("mailbox:index")).content.decode()
    assert wil.email in page
    (code,) = views.current_codes()
    assert code.digits in page
    totp = wil.authenticator_set.get(type="totp").wrap()
    assert totp.validate_code(code.digits)


def test_outside_the_demo_there_is_no_mailbox():
    with pytest.raises(NoReverseMatch):
        reverse("mailbox:index")
