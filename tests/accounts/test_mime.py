"""What a letter says, compared with what Django itself would have built."""

import email
import email.policy
from datetime import UTC, datetime
from functools import cache

import pytest
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine, Template
from hypothesis import given
from hypothesis import strategies as st

from accounts.mime import Marks, Stationery, Unwritable, quoted_printable, wire_address

NAMES = ["greeting", "link", "footer"]
TEXT = """Hello {{ greeting }}, it is 100% fine to wait = really.
.A line that starts with a dot, and one that ends in a space \n.
{{ link }}
{{ greeting }}{{ footer }}
Ünïcødé and a line that is much longer than seventy-six characters, so it has to be broken {{ link }}x
{{ footer }}"""
HTML = """<!doctype html><p style="margin: 0">{{ greeting }}</p>
<a href="https://tandem.example/m/{{ link }}">A moment &amp; a button – that is all there is in this one</a>
{{ footer }}{{ link }}
</html>
"""
SUBJECT = "A moment for {{ greeting }}"
HEADERS = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Auto-Submitted": "auto-generated"}
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
awkward = st.one_of(
    anything,
    st.text(alphabet="a =.\r\n\t<&\"'é%\u2028😀", max_size=200),
    st.text(alphabet="é=x ", min_size=60, max_size=90),
    st.sampled_from(
        [
            "",
            ".",
            "\n.\n..",
            "trailing space ",
            "<script>alert('x')</script>",
            "שלום \u202eabc",
            "=3D=\r\n",
            "x" * 74,
            "x" * 75,
            "x" * 76,
            "x" * 75 + "=",
            "x" * 75 + ".com",
            "." * 300,
            "long " * 400,
            "y" * 5000,
            "From me",
            "\r",
            "%b %s {0}",
            "--=_x",
        ]
    ),
)


@cache
def template(source: str, autoescape: bool) -> Template:
    return Engine(autoescape=autoescape).from_string(source)


def rendered(source: str, context: dict[str, str], autoescape: bool) -> str:
    return template(source, autoescape).render(Context(context, autoescape=autoescape))


def stationery(subject: str = "A moment for you", placeholders=None, sender="Tandem <hello@tandem.example>"):
    marks = Marks(NAMES)
    return Stationery.build(
        subject=rendered(subject, marks, autoescape=False),
        text=rendered(TEXT, marks, autoescape=False),
        html=rendered(HTML, marks, autoescape=True),
        sender=sender,
        placeholders=placeholders or marks,
        headers={"List-Unsubscribe": f"<https://tandem.example/stop/{marks['link']}>", **HEADERS},
    )


def written(to="ada@med.example", message_id="<reminder.7.email@tandem.example>", date=NOON, **given_values):
    values = {"greeting": "Ada", "link": "abc", "footer": "Be well", **given_values}
    return stationery().letter(to=to, message_id=message_id, date=date, values=values)


def parsed(raw: bytes):
    return email.message_from_bytes(raw, policy=email.policy.default)


def plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def words(part) -> str:
    return plain_newlines(part.get_content())


NAMED_SUBJECT = stationery(SUBJECT)
BODIES_ONLY = Stationery.build(
    subject="A moment for you",
    text=rendered(TEXT, Marks(NAMES), autoescape=False),
    html=rendered(HTML, Marks(NAMES), autoescape=True),
    sender="Tandem <hello@tandem.example>",
    placeholders=NAMES,
    headers=HEADERS,
)


def as_django_builds_it(values: dict[str, str]):
    """The reference. Line ends are made plain first: Django writes a lone CR as it stands."""
    values = {name: plain_newlines(value) for name, value in values.items()}
    message = EmailMultiAlternatives(
        "A moment for you",
        rendered(TEXT, values, autoescape=False),
        "Tandem <hello@tandem.example>",
        ["ada@med.example"],
        headers={
            "Date": "Mon, 02 Nov 2026 12:00:00 +0000",
            "Message-ID": "<reminder.7.email@tandem.example>",
            **HEADERS,
        },
    )
    message.attach_alternative(rendered(HTML, values, autoescape=True), "text/html")
    return parsed(message.message().as_bytes(linesep="\r\n"))


@given(greeting=awkward, link=awkward, footer=awkward)
def test_a_letter_is_what_django_would_have_built(greeting, link, footer):
    values = {"greeting": greeting, "link": link, "footer": footer}
    raw = BODIES_ONLY.letter(
        to="ada@med.example", message_id="<reminder.7.email@tandem.example>", date=NOON, values=values
    )
    ours, theirs = parsed(raw), as_django_builds_it(values)

    assert not ours.defects
    assert {name: str(ours[name]) for name in ours if name != "Content-Type"} == {
        name: str(theirs[name]) for name in theirs if name != "Content-Type"
    }
    assert ours.get_content_type() == theirs.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in ours.iter_parts()] == ["text/plain", "text/html"]
    for our_part, their_part in zip(ours.iter_parts(), theirs.iter_parts(), strict=True):
        assert not our_part.defects
        assert our_part.get_content_type() == their_part.get_content_type()
        assert our_part.get_content_charset() == their_part.get_content_charset() == "utf-8"
        assert words(our_part) == words(their_part)
    well_formed(raw)


def well_formed(raw: bytes) -> None:
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    lines = raw.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(map(len, lines)) <= 76
    assert not [line for line in lines if line.endswith((b" ", b"\t"))]
    assert not [line for line in raw.split(b"\r\n") if line.startswith(b".")]
    assert raw.endswith(b"\r\n")


@given(anything.filter(lambda text: text.strip() == text))
def test_a_subject_says_the_name_or_is_refused(name):
    values = {"greeting": name, "link": "abc", "footer": ""}
    controls = any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029" for c in name)
    if controls:
        with pytest.raises(Unwritable, match="Subject"):
            NAMED_SUBJECT.letter(to="a@b.example", message_id="<1@b.example>", date=NOON, values=values)
        return
    raw = NAMED_SUBJECT.letter(to="a@b.example", message_id="<1@b.example>", date=NOON, values=values)
    assert parsed(raw)["Subject"] == f"A moment for {name}".rstrip()
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 998


@given(awkward)
def test_quoted_printable_gives_the_text_back(text):
    encoded = quoted_printable(text)
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert len(encoded.rsplit(b"\n")[-1]) <= 75
    assert not [line for line in encoded.split(b"\r\n") if line.startswith(b".")]
    part = parsed(
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + encoded
    )
    assert words(part) == plain_newlines(text)


def test_a_value_is_escaped_in_html_only():
    text, html = parsed(written(greeting="<b>Ada & Ben</b>")).iter_parts()
    assert "Hello <b>Ada & Ben</b>," in words(text)
    assert "&lt;b&gt;Ada &amp; Ben&lt;/b&gt;" in words(html)
    assert "<b>" not in words(html)


def test_the_unsubscribe_header_holds_this_persons_link():
    assert parsed(written(link="tok-en_1"))["List-Unsubscribe"] == "<https://tandem.example/stop/tok-en_1>"


def test_a_date_may_be_given_as_it_is_written():
    assert parsed(written(date="Mon, 02 Nov 2026 12:00:00 +0000"))["Date"].datetime == NOON


@pytest.mark.parametrize("break_in", ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\0b", "é"])
def test_no_value_breaks_out_of_a_header(break_in):
    with pytest.raises(Unwritable):
        written(link=break_in)


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 a pair"])
def test_nul_and_half_characters_are_refused(text):
    with pytest.raises(Unwritable, match="NUL or half"):
        written(footer=text)


@pytest.mark.parametrize(
    "message_id",
    ["plain@x.example", "<a b@x.example>", "<a@x.example>\r\nBcc: b@x.example", "<a>", "<ü@x.example>"],
)
def test_a_message_id_must_be_one(message_id):
    with pytest.raises(Unwritable):
        written(message_id=message_id)


def test_a_date_without_a_zone_is_refused():
    with pytest.raises(Unwritable):
        written(date=NOON.replace(tzinfo=None))
    with pytest.raises(Unwritable):
        written(date="Mon\r\nBcc: b@x.example")


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("ada@med.example", "ada@med.example"),
        ("o'brien+x@med.example", "o'brien+x@med.example"),
        ('"a b"@med.example', '"a b"@med.example'),
        ("ada@mün.example", "ada@xn--mn-xka.example"),
    ],
)
def test_addresses_as_the_wire_has_them(address, wire):
    assert wire_address(address) == wire
    assert str(parsed(written(to=address))["To"]) == wire


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@med.example",
        "zoë@med.example",
        "ada@med.example\r\nBcc: b@x.example",
        "ada@med.example\n",
        "a b@med.example",
        "ada@med.example> NOTIFY=NEVER",
        "ada@med.example, ben@med.example",
        "ada@.example",
        f"ada@{'ü' * 80}.example",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(Unwritable):
        wire_address(address)
    with pytest.raises(Unwritable):
        written(to=address)


def test_a_sender_with_an_accent_arrives_whole():
    sender = stationery(sender="Tandem für alle <hello@tandem.example>")
    raw = sender.letter(
        to="a@b.example", message_id="<1@b.example>", date=NOON, values=dict.fromkeys(NAMES, "x")
    )
    assert parsed(raw)["From"] == "Tandem für alle <hello@tandem.example>"


def test_a_template_that_uses_an_undeclared_placeholder_is_found_out():
    with pytest.raises(Unwritable, match="footer"):
        stationery(placeholders=["greeting", "link"])


def test_a_filter_that_changes_a_placeholder_is_found_out():
    with pytest.raises(Unwritable, match="filter"):
        stationery("For {{ greeting|upper }}")
    with pytest.raises(Unwritable, match="filter"):
        stationery("For {{ greeting|truncatechars:20 }}")


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(KeyError, match="link"):
        stationery().letter(
            to="a@b.example",
            message_id="<1@b.example>",
            date=NOON,
            values={"greeting": "Ada", "footer": ""},
        )


def test_no_value_can_end_a_part():
    raw = written(footer="x")
    boundary = parsed(raw).get_boundary()
    forged = stationery().letter(
        to="a@b.example",
        message_id="<1@b.example>",
        date=NOON,
        values={"greeting": f"\r\n--{boundary}\r\n\r\nforged", "link": "abc", "footer": f"--{boundary}--"},
    )
    assert len(list(parsed(forged).iter_parts())) == 2
    assert forged.count(f"\r\n--{parsed(forged).get_boundary()}".encode()) == 3
