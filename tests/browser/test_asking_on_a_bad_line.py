"""A request for contact on a line that drops: nothing is lost, nothing is sent twice, and nobody else reads it."""

from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from checkins.models import Concern, RequestDraft

ASK = reverse("checkins:ask")
WORDS = "What would you like us to know?"


def write(page, words: str) -> None:
    page.goto(ASK)
    page.get_by_label(WORDS).fill(words)
    page.get_by_label("How can we reach you?").fill("07700 900123")


def kept_in(page) -> list[str]:
    return page.evaluate("Object.values(sessionStorage)")


def test_a_line_that_drops_loses_nothing_and_sends_nothing(page_for, ada, wil):
    page = page_for(ada)
    page.goto(ASK)
    page.context.set_offline(True)
    page.get_by_label(WORDS).fill("typed in a tunnel")
    page.get_by_label("How can we reach you?").fill("07700 900123")
    expect(page.get_by_text("What you type is kept in this tab.")).to_be_visible()
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_text("No line just now, so nothing was sent.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Kept while you type.")).to_be_visible()
    other_device = page_for(ada)
    other_device.goto(ASK)
    expect(other_device.get_by_label(WORDS)).to_have_value("typed in a tunnel")
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request has been sent")
    assert Concern.objects.get().words == "typed in a tunnel"
    assert not RequestDraft.objects.exists()
    page.wait_for_function("() => Object.keys(sessionStorage).length === 0")


def test_a_server_that_dies_while_it_is_sent_leaves_the_words_in_the_tab(page_for, ada, wil):
    page = page_for(ada)
    page.route("**/draft/", lambda route: route.abort())
    write(page, "typed on a bad line")
    page.route(
        f"**{ASK}", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_role("button", name="Send my request").click()
    page.wait_for_url("chrome-error://**")
    assert not Concern.objects.exists()
    page.unroute_all()
    page.goto(ASK)
    expect(page.get_by_label(WORDS)).to_have_value("typed on a bad line")
    expect(page.get_by_text("Kept while you type.")).to_be_visible()
    assert "typed on a bad line" in RequestDraft.objects.get().typed


def test_an_answer_that_never_came_back_is_found_sent(page_for, ada, wil):
    page = page_for(ada)
    write(page, "sent once")

    def swallow(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route(f"**{ASK}", swallow)
    page.get_by_role("button", name="Send my request").click()
    page.wait_for_url("chrome-error://**")
    page.unroute_all()
    page.goto(ASK)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request has been sent")
    page.wait_for_function("() => Object.keys(sessionStorage).length === 0")
    assert Concern.objects.count() == 1
    assert not RequestDraft.objects.exists()


def test_the_next_one_at_that_tab_sees_nothing_of_it(page_for, ada, zed, wil):
    page = page_for(ada)
    page.route("**/draft/", lambda route: route.abort())
    write(page, "for staff alone")
    expect(page.get_by_text("What you type is kept in this tab.")).to_be_visible()
    page.unroute_all()
    Session.objects.all().delete()
    page.context.add_cookies(page_for(zed).context.cookies())
    page.goto(ASK)
    expect(page.get_by_label(WORDS)).to_have_value("")
    assert kept_in(page) == []
    assert not RequestDraft.objects.filter(student=zed).exists()


def test_without_scripts_the_browser_sends_again_what_the_line_lost(page_for, ada, wil):
    page = page_for(ada, scripts=False)
    write(page, "typed without scripts")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send my request").click()
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request has been sent")
    assert Concern.objects.get().words == "typed without scripts"


def test_what_is_left_unsent_is_gone_from_the_tab_too(page_for, ada, wil):
    page = page_for(ada)
    page.route("**/draft/", lambda route: route.abort())
    write(page, "better not")
    page.get_by_role("button", name="Do not send it").click()
    expect(page.get_by_text("Nothing was sent, and nothing of it is kept.")).to_be_visible()
    page.wait_for_function("() => Object.keys(sessionStorage).length === 0")
    page.goto(ASK)
    expect(page.get_by_label(WORDS)).to_have_value("")
