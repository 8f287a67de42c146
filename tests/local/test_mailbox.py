"""Letters by real SMTP into the maildir, and read back."""

import shutil
import smtplib
import sys
from email.message import EmailMessage

import pytest

from config.local.children import Child
from config.local.house import listens
from config.local.mailbox import letters
from config.local.ports import any_free_port


@pytest.fixture
def post(tmp_path):
    """A running mailbox: a function that sends to it, and its folder."""
    port, folder = any_free_port(), tmp_path / "mail box"
    argv = [sys.executable, "-m", "config.local.mailbox.receive", str(port), str(folder)]
    child = Child("Mailbox", argv, log=tmp_path / "log", answers=lambda: listens(port))
    child.start()
    child.wait_until_it_answers(20)

    def send(message, *to):
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as line:
            line.send_message(message, to_addrs=list(to) or None)

    yield send, folder
    child.stop()


def letter(subject="A moment for you from Tandem", to="ada@northgate.example", text="Hello Ada", html=""):
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Tandem <hello@tandem.example>"
    message["To"] = to
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def test_a_letter_arrives_whole(post):
    send, folder = post
    text = "Grüße 🌱\n.a dot first\nhttps://tandem.example/m/" + "x" * 200
    send(letter(text=text, html="<p>Grüße &amp; <b>more</b></p>"))
    (got,) = letters.received(folder)
    assert got.subject == "A moment for you from Tandem"
    assert got.sender == "Tandem <hello@tandem.example>"
    assert got.to == "ada@northgate.example"
    assert got.text.splitlines() == text.splitlines()
    assert got.html.strip() == "<p>Grüße &amp; <b>more</b></p>"
    assert letters.one(folder, got.key) == got or letters.one(folder, got.key).text == got.text


def test_the_newest_comes_first_and_each_person_s_can_be_picked_out(post):
    send, folder = post
    send(letter("One", "ada@northgate.example"))
    send(letter("Two", "ben@northgate.example"))
    send(letter("Three", "ada@northgate.example"))
    assert [each.subject for each in letters.received(folder)] == ["Three", "Two", "One"]
    assert [each.subject for each in letters.received(folder, "ada@northgate.example")] == ["Three", "One"]
    assert letters.people(folder) == ["ada@northgate.example", "ben@northgate.example"]


def test_the_envelope_says_who_it_was_for(post):
    send, folder = post
    send(letter(to="undisclosed@nowhere.example"), "mo@northgate.example")
    assert letters.people(folder) == ["mo@northgate.example"]


def test_emptying_leaves_nothing(post):
    send, folder = post
    send(letter())
    letters.clear(folder)
    assert letters.received(folder) == []
    send(letter("After"))
    assert [each.subject for each in letters.received(folder)] == ["After"]


def test_a_folder_that_was_thrown_away_is_made_again(post):
    send, folder = post
    send(letter("Before"))
    shutil.rmtree(folder)
    folder.mkdir()
    send(letter("After"))
    assert [each.subject for each in letters.received(folder)] == ["After"]


def test_no_folder_yet_is_an_empty_mailbox(tmp_path):
    assert letters.received(tmp_path / "none") == []
    assert letters.people(tmp_path / "none") == []
    assert letters.one(tmp_path / "none", "key") is None


@pytest.mark.parametrize("key", ["../../keys.env", "..", "", "new/../../keys.env", "a\nb"])
def test_no_name_leads_out_of_the_folder(tmp_path, key):
    (tmp_path / "keys.env").write_text("SECRET_KEY=x")
    (tmp_path / "mail" / "new").mkdir(parents=True)
    assert letters.one(tmp_path / "mail", key) is None


def test_a_broken_letter_is_shown_as_far_as_it_can_be(tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(
        b"Subject: =?nonsense?q?x?=\nContent-Type: text/plain; charset=nobody-knows\n\nWords \xff"
    )
    (got,) = letters.received(tmp_path)
    assert got.text.startswith("Words")
    assert got.html == ""
    assert got.subject
