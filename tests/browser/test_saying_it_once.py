"""What has been said does not stand in the composer again: nobody sends it twice."""

from playwright.sync_api import expect

from groups.models import Draft, Post, Reply
from tests.browser.hands import Finger
from tests.factories import GroupFactory, MembershipFactory


def test_a_reply_and_an_ask_that_arrived_are_not_offered_again(scene, page_for):
    group = GroupFactory(school=scene.ada.school, name="Slow readers")
    MembershipFactory(group=group, user=scene.ada)
    phone = Finger(page_for(scene.ada))
    phone.go(f"/groups/{group.key}/ask/hand/")
    phone.write("What do you need?", "Notes of Monday")
    phone.press("Ask")
    phone.sees("Nobody has answered yet")
    phone.write("Your words", "Any page of them would do.")
    with phone.page.expect_response(lambda response: response.url.endswith("/draft/")):
        phone.write("Your words", "Any page of them would do. Really.")
    phone.write("Your words", "Any page of them would do. Really any.")
    phone.press("Add it")
    phone.sees("Said.")
    expect(phone.field("Your words")).to_have_value("")
    phone.page.reload()
    expect(phone.field("Your words")).to_have_value("")
    phone.go(f"/groups/{group.key}/ask/hand/")
    expect(phone.field("What do you need?")).to_have_value("")
    assert phone.page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft:'))") == []
    assert (Post.objects.count(), Reply.objects.count(), Draft.objects.count()) == (1, 1, 0)
