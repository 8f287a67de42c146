"""Asked and agreed by hand in admin, and what the student, colleagues and letters are told."""

from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.outbox import send_waiting
from config.staff_day import needs_a_hand
from groups.models import Reveal
from groups.own_data import own_groups
from groups.reporting import report_words
from groups.revealing import agree
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PostFactory,
    StaffFactory,
    give_second_factor,
)
from tests.groups.revealing.wishes import NO, REASON, author_alias, page_of, steps, wish

# What staff do by hand


def test_asked_and_agreed_by_hand(concern, ada, wil, kim, client):
    client.force_login(wil)
    assert "Ask who it is" in client.get(reverse("admin:groups_groupconcern_change", args=[concern.pk])).text
    address = reverse("admin:groups_reveal_ask", args=[concern.pk])
    page = client.post(address, {"reason": "too short"})
    assert "Please choose the ground" in page.text
    assert "Please write a sentence or two" in page.text
    assert "too short" in page.text
    page = client.post(address, {"ground": "\0", "reason": f"{REASON}\0"})
    assert "Please choose one of these" in page.text
    assert "a character that cannot be kept" in page.text
    page = client.post(address, {"ground": "danger", "reason": REASON}, follow=True).text
    assert "Waits for a second person" in page
    assert "Show who it is" not in page
    asked = Reveal.objects.get()
    assert "1 wish to see who it is waits for a second person" in [need.words for need in needs_a_hand(kim)]
    assert not [need for need in needs_a_hand(wil) if "second person" in need.words]
    client.force_login(kim)
    assert REASON in client.get(page_of(asked)).text
    assert ada.email not in client.post(page_of(asked), {"_agree": "1"}, follow=True).text
    shown = client.post(page_of(asked), {"_see": "1"}).text
    assert ada.email in shown
    assert "Ada Lindqvist" in shown
    assert ada.email not in client.get(page_of(asked)).text
    assert steps(ada) == ["read", "asked", "read", "agreed", "read"]


def test_pressing_again_changes_nothing_and_says_so(concern, wil, kim, client):
    asked = wish(concern, wil)
    client.force_login(kim)
    client.post(page_of(asked), {"_agree": "1"})
    for button in ("_agree", "_take_back", "nothing"):
        assert "Nothing was changed" in client.post(page_of(asked), {button: "1"}, follow=True).text
    page = client.post(page_of(asked), {"_refuse": "1", "words": NO}, follow=True).text
    assert "Nothing was changed" in page
    assert Reveal.objects.get().answer == "agreed"


def test_where_there_is_nobody_else_the_page_says_so(concern, wil, client):
    client.force_login(wil)
    page = client.get(reverse("admin:groups_reveal_ask", args=[concern.pk])).text
    assert "Nobody else at your school could answer" in page


def test_staff_of_another_school_find_nothing(concern, wil, kim, other_school, client):
    asked = wish(concern, wil)
    agree(reveal=asked, by=kim, now=timezone.now())
    stranger = StaffFactory(school=other_school)
    give_second_factor(stranger)
    client.force_login(stranger)
    for address in (
        page_of(asked),
        reverse("admin:groups_reveal_history", args=[asked.pk]),
        reverse("admin:groups_reveal_ask", args=[concern.pk]),
    ):
        assert client.get(address).status_code == client.post(address, {"_see": "1"}).status_code == 404
    assert "planted" not in client.get(reverse("admin:groups_reveal_changelist")).text


def test_lists_histories_pickers_and_bulk_actions_name_nobody(concern, ada, wil, kim, client):
    asked = wish(concern, wil)
    agree(reveal=asked, by=kim, now=timezone.now())
    client.force_login(wil)
    client.post(page_of(asked), {"_see": "1"})
    pages = [
        client.get(reverse("admin:groups_reveal_changelist")),
        client.post(
            reverse("admin:groups_reveal_changelist"),
            {"action": "export", "_selected_action": str(asked.pk)},
            follow=True,
        ),
        client.get(reverse("admin:groups_reveal_history", args=[asked.pk])),
        client.get(reverse("admin:groups_groupconcern_change", args=[concern.pk])),
        client.get(reverse("admin:index")),
        client.get(page_of(asked)),
    ]
    for page in pages:
        assert page.status_code == 200
        for secret in (ada.alias, ada.email, ada.name):
            assert secret not in page.text
    assert REASON not in pages[0].text + pages[2].text
    asking = {"app_label": "groups", "model_name": "reveal", "field_name": "student", "term": "a"}
    for told in (ada.email, ada.name, author_alias(concern)):
        assert told not in client.get(reverse("admin:autocomplete"), asking).text
    for lookup in (f"student__email={ada.email}", f"student={ada.pk}", "q=ada"):
        answer = client.get(f"{reverse('admin:groups_reveal_changelist')}?{lookup}", follow=True)
        assert ada.alias not in answer.text
    logged = "".join(f"{entry.object_repr}{entry.change_message}" for entry in LogEntry.objects.all())
    assert ada.alias not in logged
    assert REASON not in logged


def test_under_a_fresh_alias_only_the_account_is_opened_not_the_usual_name(
    author, circle, ben, wil, kim, client
):
    post = PostFactory(author=author, fresh_alias="Slow Tern 400")
    reader = MembershipFactory(group=circle, user=ben)
    found = report_words(words=post, by=reader, reason="danger", note="", now=timezone.now())
    other = MembershipFactory(group=GroupFactory(school=wil.school), user=author.user)
    asked = wish(found, wil)
    agree(reveal=asked, by=kim, now=timezone.now())
    client.force_login(wil)
    page = client.post(page_of(asked), {"_see": "1"}).text
    assert "Slow Tern 400" in page
    for alias in (author.alias, other.alias):
        assert alias not in page


# The student


def test_the_student_reads_every_step_and_is_written_to_once_it_is_opened(
    concern, ada, wil, kim, client, mailbox
):
    asked, now = wish(concern, wil), timezone.now()
    client.force_login(ada)
    assert "has to agree first" in client.get(reverse("groups:reveals")).text
    assert "opened something of yours" not in client.get("/").text
    agree(reveal=asked, by=kim, now=now)
    assert "opened something of yours" in client.get("/").text
    page = client.get(reverse("groups:reveals")).text
    for words in ("Wil at the desk", "Kim at the desk", REASON, "life may be in danger"):
        assert words in page
    record = client.get("/you/record/").text
    assert "Wil at the desk (wellness staff) asked to see who you are and how to reach you" in record
    assert "Kim at the desk (wellness staff) agreed to show who you are" in record
    assert reverse("groups:reveals") in record
    client.post(reverse("groups:reveals"), {"read": asked.pk})
    assert "opened something of yours" not in client.get("/").text
    assert REASON in client.get(reverse("groups:reveals")).text
    told = own_groups(ada)["who_asked_who_you_are"]
    assert (told[0]["reason"], told[0]["answer"]) == (REASON, "Agreed")


def test_no_letter_says_what_it_is_about(concern, ada, wil, kim, mailbox):
    asked, now = wish(concern, wil), timezone.now()
    for is_urgent in (True, False):
        send_waiting(is_urgent=is_urgent, clock=lambda: now)
    agree(reveal=asked, by=kim, now=now)
    for is_urgent in (True, False):
        send_waiting(is_urgent=is_urgent, clock=lambda: now)
    assert ada.email in mailbox.recipients
    for raw in mailbox.raw:
        everything = raw.decode().lower()
        for secret in ("planted", "danger", "alias", "gentle heron", ada.alias.lower(), "wil at", "health"):
            assert secret not in everything


def test_others_of_the_school_cannot_say_that_the_student_knows(concern, ada, ben, wil, kim, client):
    asked = wish(concern, wil)
    agree(reveal=asked, by=kim, now=timezone.now())
    for who in (ben, wil):
        client.force_login(who)
        assert client.post(reverse("groups:reveals"), {"read": asked.pk}).status_code == 404
        assert REASON not in client.get(reverse("groups:reveals")).text
    for wrong in ("", "x", "9" * 40, "\x00"):
        client.force_login(ada)
        assert client.post(reverse("groups:reveals"), {"read": wrong}).status_code == 404
