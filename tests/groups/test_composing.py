"""Writing an ask: what each composer says, and the private page that may come first."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from checkins.models import Concern
from groups.asks import ALL
from groups.closing import mark_helped
from groups.models import Draft, GroupConcern, Post, Reply, Thanks
from resources.models import Tip
from tests.factories import GroupFactory, MembershipFactory, PostFactory, ReplyFactory

RISK = "I don't want to be alive anymore."
TELLING = "The lady in bed 12 held my hand."


@pytest.fixture
def me(school, ada):
    return MembershipFactory(group=GroupFactory(school=school), user=ada)


@pytest.fixture
def browser(client, me):
    client.force_login(me.user)
    return client


def door(me, name="listen"):
    return reverse("groups:ask", args=[me.group.key, name])


@pytest.mark.parametrize("ask", ALL, ids=lambda ask: ask.door)
def test_each_composer_says_what_it_expects_who_reads_and_under_which_name(ask, browser, me):
    page = browser.get(door(me, ask.door)).text
    for words in (ask.name, ask.expectation, me.alias, "Read by this group"):
        assert words.replace("'", "&#x27;") in page
    fields = {"title": "Title", "words": "Words", "needed_until": ""}
    response = browser.post(door(me, ask.door), fields)
    post = Post.objects.get()
    assert post.kind == ask.kind
    assert response.url == reverse("groups:thread", args=[me.group.key, post.key])
    assert ask.closing_question in browser.get(response.url).text or post.answered_at is None


def test_a_composer_that_is_not_there_is_a_404(browser, me):
    assert browser.get(door(me, "shout")).status_code == 404


def test_words_at_risk_meet_a_gentle_page_first_and_are_never_refused(browser, me, wil):
    page = browser.post(door(me), {"words": RISK})
    assert page.status_code == 200
    assert "What might stop you from calling?" in page.text
    assert 'href="tel:116123"' in page.text
    assert reverse("checkins:ask") in page.text
    assert not Post.objects.exists()
    assert browser.post(door(me), {"words": RISK, "seen": "risk"}).status_code == 302
    assert Post.objects.get().words == RISK
    assert not Concern.objects.exists()
    assert not GroupConcern.objects.exists()
    assert not Letter.objects.filter(kind__in=("duty", "group-duty")).exists()


def test_one_can_change_ones_words_instead(browser, me):
    page = browser.post(door(me), {"words": RISK, "seen": "risk", "change": "1"})
    assert RISK.replace("'", "&#x27;") in page.text
    assert not Post.objects.exists()


def test_what_gives_away_is_hinted_at_once_and_posted_as_it_is(browser, me):
    page = browser.post(door(me), {"words": TELLING})
    assert "bed 12" in page.text
    assert "A bed leads to one patient." in page.text
    assert not Post.objects.exists()
    browser.post(door(me), {"words": TELLING, "seen": "hints"})
    assert Post.objects.get().words == TELLING


def test_both_pages_come_one_after_the_other(browser, me):
    words = f"{RISK} {TELLING}"
    first = browser.post(door(me), {"words": words})
    assert 'name="seen" value="risk"' in first.text
    second = browser.post(door(me), {"words": words, "seen": "risk"})
    assert 'name="seen" value="hints risk"' in second.text
    assert browser.post(door(me), {"words": words, "seen": "hints risk"}).status_code == 302


def test_ones_own_name_is_hinted_at(browser, me):
    me.user.name = "Ada Lindqvist"
    me.user.save()
    assert "how people know you elsewhere" in browser.post(door(me), {"words": "Ada Lindqvist here"}).text


def test_where_people_go_by_name_there_are_no_hints(client, school, ada):
    mine = MembershipFactory(group=GroupFactory(school=school, identity="names"), user=ada)
    client.force_login(ada)
    assert client.post(door(mine), {"words": TELLING}).status_code == 302


def test_replies_and_changes_meet_the_same_pages(browser, me):
    post = PostFactory(author=MembershipFactory(group=me.group))
    thread = reverse("groups:thread", args=[me.group.key, post.key])
    assert "One moment" in browser.post(thread, {"words": RISK}).text
    assert not Reply.objects.exists()
    mine = PostFactory(author=me)
    change = reverse("groups:words-change", args=[me.group.key, mine.key])
    assert "One moment" in browser.post(change, {"words": RISK}).text
    assert browser.post(change, {"words": RISK, "seen": "risk"}).status_code == 302
    mine.refresh_from_db()
    assert mine.words == RISK


def test_the_first_reply_is_coached_and_the_second_is_not(browser, me):
    post = PostFactory(author=MembershipFactory(group=me.group))
    thread = reverse("groups:thread", args=[me.group.key, post.key])
    assert "first answer" in browser.get(thread).text
    browser.post(thread, {"words": "I hear you."})
    assert "first answer" not in browser.get(thread).text


def test_a_draft_is_kept_while_typing_and_goes_when_it_is_said(browser, me):
    draft = reverse("groups:ask-draft", args=[me.group.key, "listen"])
    assert browser.post(draft, {"words": "half a tho"}).status_code == 204
    assert "half a tho" in browser.get(door(me)).text
    browser.post(door(me), {"words": "half a thought, said"})
    assert not Draft.objects.exists()
    browser.post(draft, {"words": "again"})
    browser.post(reverse("groups:ask-forget", args=[me.group.key, "listen"]))
    assert not Draft.objects.exists()


def test_words_typed_when_the_session_had_ended_come_back(client, me):
    client.force_login(me.user)
    client.get(door(me))
    Session.objects.all().delete()
    response = client.post(door(me), {"words": "typed-in-vain"})
    assert response.status_code == 302
    client.force_login(me.user)
    assert "typed-in-vain" in client.get(door(me)).text


def test_under_a_fresh_alias_the_usual_one_is_nowhere_in_the_thread(browser, me, client, ben):
    other = MembershipFactory(group=me.group, user=ben)
    browser.post(door(me), {"words": "planted-heron", "is_fresh": "on"})
    post = Post.objects.get()
    thread = reverse("groups:thread", args=[me.group.key, post.key])
    browser.post(thread, {"words": "and more"})
    client.force_login(other.user)
    page = client.get(thread).text
    assert post.fresh_alias in page
    assert me.alias not in page
    wall = client.get(reverse("groups:detail", args=[me.group.key])).text
    assert me.alias not in wall


def test_in_a_group_at_rest_one_reads_and_writes_nothing(browser, me):
    post = PostFactory(author=me)
    me.group.archived_at = timezone.now()
    me.group.save()
    assert browser.get(door(me)).status_code == 404
    thread = reverse("groups:thread", args=[me.group.key, post.key])
    assert browser.get(thread).status_code == 200
    assert browser.post(thread, {"words": "x"}).status_code == 404


def test_a_day_beyond_the_season_is_not_taken(browser, me):
    day = timezone.localdate() + timedelta(days=200)
    page = browser.post(door(me, "hand"), {"title": "Notes", "words": "", "needed_until": f"{day}"})
    assert "within three months" in page.text


# Private thanks pass the same two pages


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (RISK, "One moment, before you post this"),
        (TELLING, "bed leads to one patient"),
    ],
)
def test_private_thanks_pass_the_same_pages_and_are_kept_once_one_goes_on(browser, me, zed, words, said):
    other = MembershipFactory(group=me.group, user=zed)
    address = reverse("groups:thanks-new", args=[me.group.key])
    page = browser.post(address, {"to": other.key, "words": words})
    assert said in page.text
    assert not Thanks.objects.exists()
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)[1]
    back = browser.post(address, {"to": other.key, "words": words, "seen": seen, "change": "1"})
    assert words.replace("'", "&#x27;") in back.text
    assert not Thanks.objects.exists()
    assert browser.post(address, {"to": other.key, "words": words, "seen": seen}).status_code == 302
    assert Thanks.objects.get().words == words


# What helped, for the library


def test_what_helped_is_carried_into_the_form_without_its_author_or_its_words_in_an_address(browser, me, zed):
    other = MembershipFactory(group=me.group, user=zed)
    post = PostFactory(author=me, kind="informational", title="Which?")
    reply = ReplyFactory(post=post, author=other, words=f"The late desk. {TELLING}")
    address = reverse("groups:words-propose", args=[me.group.key, reply.key])
    assert browser.post(address).status_code == 404
    mark_helped(reply=reply, by=me, has_helped=True, now=timezone.now())
    assert address in browser.get(reverse("groups:thread", args=[me.group.key, post.key])).text
    page = browser.post(address)
    form = page.text[page.text.index("<form") :]
    assert "The late desk." in form
    assert "bed 12" in page.text
    assert "Please look once more" in page.text
    assert f'action="{reverse("resources:missing")}"' in page.text
    for name in (other.alias, zed.alias):
        assert name not in page.text
    assert not Tip.objects.exists()
    said = {"title": "The late desk", "url": "", "words": "Open until ten."}
    assert browser.post(reverse("resources:missing"), said).status_code == 302
    assert Tip.objects.get().words == "Open until ten."


def test_nobody_elsewhere_proposes_what_they_cannot_read(client, me, zed):
    post = PostFactory(author=me, kind="informational", title="Which?")
    reply = ReplyFactory(post=post, author=MembershipFactory(group=me.group))
    mark_helped(reply=reply, by=me, has_helped=True, now=timezone.now())
    client.force_login(zed)
    assert client.post(reverse("groups:words-propose", args=[me.group.key, reply.key])).status_code == 404


def test_pages_say_what_to_do_when_the_line_is_back_in_their_own_words(browser, me):
    page = browser.get(door(me)).text
    assert 'data-draft-again="No line just now. Nothing is lost: press the button again' in page
    assert "face" not in page[page.index("data-draft-again") :][:200]
