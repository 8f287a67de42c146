"""What a letter of ours says on a locked screen: nothing that is anybody's business."""

import email
import email.policy
import re

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.carriers import stationery_for
from accounts.letter_kinds import registry
from checkins.letters import BACKING_OFF, LETTERS
from checkins.moments import moment_url

KINDS = [kind.name for kind in LETTERS]
TELLING = re.compile(
    r"health|mental|mood|well-?being|wellness|feel|depress|anxi|stress|crisis|suicid|therap|counsel|check-?in|"
    r"burn-?out|low\b|nothing left|concern|student|!",
    re.IGNORECASE,
)


def letter(name: str, **values: str):
    """The letter as a mail program reads it."""
    kind = registry.get(name)
    filled = {field: values.get(field, "7") for field in kind.fields}
    if kind.can_be_refused:
        filled["stop_link"] = f"{settings.SITE_URL}/letters/stop/x/"
    written = stationery_for(kind).letter(
        to="ada@northgate.example.edu", message_id="<a@b>", date=timezone.now(), values=filled
    )
    return email.message_from_bytes(written, policy=email.policy.default)


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def html_of(message) -> str:
    return message.get_body(("html",)).get_content()


@pytest.mark.parametrize("kind", KINDS)
def test_subject_and_sender_tell_nothing(kind):
    message = letter(kind)
    assert not TELLING.search(message["Subject"])
    assert not TELLING.search(message["From"])
    assert len(message["Subject"]) < 60


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_words_that_a_phone_shows_tell_nothing(kind):
    message = letter(kind)
    body = html_of(message).split("</head>")[1]
    shown = " ".join(re.sub(r"<[^>]+>", " ", body).split())[:110]
    first = " ".join(text_of(message).split())[:110]
    if kind == "duty":  # goes to people at work, to whom a student waiting is the matter itself
        shown, first = shown.replace("student", ""), first.replace("student", "")
    assert not TELLING.search(shown)
    assert not TELLING.search(first)


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_one_button_and_the_same_link_in_plain_text(kind):
    message = letter(kind, link="https://tandem.example/m/7.abc/")
    buttons = re.findall(r'<a class="button" href="([^"]+)"', html_of(message))
    assert len(buttons) == 1
    assert buttons[0] in text_of(message)
    others = [link for link in re.findall(r'href="([^"]+)"', html_of(message)) if link not in buttons]
    assert all("/letters/stop/" in link for link in others)


def test_the_button_has_a_box_that_outlook_draws():
    """It draws neither padding nor ground of a link, and reads no style sheet: both stand in the cell itself."""
    box = re.search(r'<td class="button-box"[^>]*>', html_of(letter("moment")))[0]
    assert 'bgcolor="#0f5b5b"' in box
    assert "mso-padding-alt: 14px 28px" in box


def test_the_link_of_a_moment_holds_no_answer():
    url = moment_url(7)
    assert re.fullmatch(rf"{re.escape(settings.SITE_URL)}/m/7\.[\w-]+/", url)


def test_backing_off_is_said_in_both_bodies():
    message = letter("moment", link="https://tandem.example/m/7.abc/", note=BACKING_OFF)
    for body in (text_of(message), html_of(message)):
        assert "about once a week" in " ".join(body.split())
    assert "about once a week" not in text_of(letter("moment", note=""))


@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_says_why_it_came(kind):
    assert "You get this because" in text_of(letter(kind))
    assert "You get this because" in html_of(letter(kind))
