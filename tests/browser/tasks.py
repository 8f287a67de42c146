"""What people come for, step by step. Each task can be done by any hand; tests say by which."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import LetterPreference, Pause, User
from accounts.stop_links import stop_token
from checkins.models import CheckIn, Concern, Plan
from checkins.moments import moment_token
from groups.models import Post
from groups.talking import write_reply
from resources.models import Bookmark
from tests.browser.hands import Hand
from tests.factories import GroupFactory, MembershipFactory, ResourceFactory
from tests.mailbox import Mailbox


@dataclass
class Scene:
    """Ada has chosen Ben, Wil is on duty, one check-in waits for Ada; letters go to the mailbox."""

    ada: User
    ben: User
    wil: User
    waiting: CheckIn
    mailbox: Mailbox


def code_in(mailbox: Mailbox, number: int = -1) -> str:
    """The code that stands in this letter, or in the last one."""
    return re.search(r"^ {4}(\S+)\s*$", mailbox.text(number), re.MULTILINE).group(1)


def join(hand: Hand, scene: Scene) -> None:
    hand.go("/")
    hand.follow("Join")
    hand.write("E-mail", "eve@northgate.example.edu")
    hand.press("E-mail me a code")
    hand.sees("Enter the code from your e-mail")
    hand.write("Code", code_in(scene.mailbox))
    hand.press("Go on")
    hand.sees("What shall others call you?")
    hand.press("Suggest another one")
    hand.sees("What shall others call you?")
    hand.press("Next")
    hand.sees("Where are you just now?")
    hand.choose("Year 3")
    hand.press("Next")
    hand.sees("What time is it where you are?")
    hand.press("Next")
    hand.sees("Shall we ask you now and then?")
    hand.press("Choose when")
    hand.sees("When shall we ask?")
    hand.choose("Every day")
    hand.set_time("At what time?", "07", "45")
    hand.press("Make this plan")
    hand.is_at("/")
    eve = User.objects.get(email="eve@northgate.example.edu")
    assert (eve.stage, eve.time_zone, bool(eve.onboarded_at)) == ("year-3", "Europe/London", True)
    plan = Plan.objects.get(user=eve)
    assert (plan.rhythm, plan.local_time.isoformat("minutes")) == ("daily", "07:45")


def check_in(hand: Hand, scene: Scene) -> None:
    hand.go("/check-in/")
    hand.open("Say more, or share it")
    hand.toggle("Sleep")
    hand.write("A note to yourself, if you like", "Two nights in a row")
    hand.choose("People I choose")
    hand.press("Running low")
    hand.sees("Kept. Thank you for looking.")
    hand.sees("We thought of this because you said sleep.")
    hand.follow("See your trend")
    hand.sees("Your trend")
    expect(hand.page.locator(".trend-svg")).to_be_visible()
    answer = CheckIn.objects.get(user=scene.ada, answered_at__isnull=False)
    assert (answer.level, answer.tags, answer.note) == (2, ["sleep"], "Two nights in a row")
    assert CheckIn.objects.shared_with(scene.ben).get() == answer


def answer_from_a_letter(hand: Hand, scene: Scene) -> None:
    """By the link in the letter, without signing in: two taps, and a few words if one likes."""
    hand.page.context.clear_cookies()
    hand.go(reverse("checkins:moment", args=[moment_token(scene.waiting.pk)]))
    hand.press("Doing all right")
    hand.sees("Kept. Thank you for looking.")
    hand.toggle("Exams")
    hand.write("A note to yourself, if you like", "One down")
    hand.press("Add")
    hand.sees("Added.")
    scene.waiting.refresh_from_db()
    assert (scene.waiting.level, scene.waiting.tags, scene.waiting.note) == (4, ["exams"], "One down")


def put_it_off(hand: Hand, scene: Scene) -> None:
    hand.go("/check-in/")
    hand.press("In an hour")
    hand.sees("All right. We write again")
    scene.waiting.refresh_from_db()
    assert scene.waiting.remind_at > timezone.now() + timedelta(minutes=50)


def ask_for_contact(hand: Hand, scene: Scene) -> None:
    hand.go("/check-in/")
    hand.follow("Ask to be contacted")
    hand.write("What would you like us to know?", "I would like to talk to somebody.")
    hand.write("How can we reach you?", "07700 900123")
    hand.choose("Today, if at all possible")
    hand.press("Send my request")
    hand.sees("Your request has been sent")
    concern = Concern.objects.get(student=scene.ada)
    assert (concern.words, concern.reach_by) == ("I would like to talk to somebody.", "07700 900123")


def choose_letters(hand: Hand, scene: Scene) -> None:
    hand.go("/you/")
    hand.follow("Letters")
    hand.toggle("Somebody who chose you has shared something with you, by e-mail")
    hand.press("Keep this")
    hand.sees("Kept.")
    assert not LetterPreference.objects.get(user=scene.ada, kind="shared", channel="email").is_wanted
    hand.follow("Pause for a while")
    hand.press("a week")
    hand.sees("Paused. You can end it whenever you like.")
    assert Pause.objects.running(timezone.now()).filter(user=scene.ada).exists()
    hand.press("End it now")
    hand.sees("The pause is over.")
    assert not Pause.objects.running(timezone.now()).filter(user=scene.ada).exists()


def stop_letters(hand: Hand, scene: Scene) -> None:
    """By the link at the foot of a letter, without signing in."""
    hand.page.context.clear_cookies()
    hand.go(reverse("accounts:stop-letters", args=[stop_token(scene.ada.pk, "moment")]))
    hand.press("Stop these letters")
    hand.sees("These letters are stopped.")
    assert not LetterPreference.objects.get(user=scene.ada, kind="moment", channel="email").is_wanted
    hand.press("Undo: send them again")
    hand.sees("You get these letters.")


def find_help(hand: Hand, scene: Scene) -> None:
    hand.page.context.clear_cookies()
    hand.go("/")
    hand.follow("Help now")
    hand.open("United Kingdom")
    expect(hand.page.get_by_role("link", name=re.compile("116 123")).first).to_be_visible()


def keep_something(hand: Hand, scene: Scene) -> None:
    """From the bar into the library, a list of one's own, an entry into it."""
    entry = ResourceFactory(title="The quiet desk", school=scene.ada.school, reaches_file="no")
    hand.go("/")
    hand.follow("Library")
    hand.follow("Kept by you")
    hand.write("A name for the list", "For nights")
    hand.press("Make it")
    hand.sees("For nights")
    hand.follow("Library")
    hand.follow("The quiet desk")
    hand.sees("Does it reach my school file?")
    hand.press("Keep")
    hand.sees("Kept. Only you can see that.")
    assert Bookmark.objects.filter(user=scene.ada, resource=entry).exists()
    hand.press("This helped me")
    hand.sees("You said that this helped.")


def leave(hand: Hand, scene: Scene) -> None:
    hand.go("/you/")
    hand.follow("Your data")
    hand.follow("Delete my account")
    hand.write("Type your alias to confirm", scene.ada.alias)
    hand.press("Delete everything")
    hand.is_at("/goodbye/")
    assert not User.objects.filter(pk=scene.ada.pk).exists()


def ask_in_a_group(hand: Hand, scene: Scene) -> None:
    group = GroupFactory(school=scene.ada.school, name="Reading evenings")
    MembershipFactory(group=group, user=scene.ada)
    other = MembershipFactory(group=group)
    hand.go(reverse("groups:detail", args=[group.key]))
    hand.follow("Ask, or say something")
    hand.sees("What do you need?")
    hand.follow("Please listen")
    hand.write("What is going on?", "A long week, and the lady in bed 12.")
    hand.press("Ask")
    hand.sees("Would you like to look once more?")
    hand.press("Change my words")
    hand.sees("Please listen")
    hand.press("Ask")
    hand.sees("Nobody has answered yet")
    post = Post.objects.get()
    write_reply(to=post, by=other, words="I hear you.", now=timezone.now())
    hand.go(reverse("groups:thread", args=[group.key, post.key]))
    hand.press("Thank you")
    hand.sees("Only the one you said it to sees that it was you.")
    hand.write("Your words", "It helps to have said it.")
    hand.press("Add it")
    hand.sees("Said.")
    hand.follow("Did you feel heard?")
    hand.choose("Yes")
    hand.press("Close it")
    hand.sees("Closed. You can open it again")
    post.refresh_from_db()
    assert post.closing == "yes"
    assert post.gestures == []
    assert post.replies.filter(gestures=["thanks"]).count() == 1


TASKS = [
    join,
    check_in,
    answer_from_a_letter,
    put_it_off,
    ask_for_contact,
    choose_letters,
    stop_letters,
    find_help,
    keep_something,
    ask_in_a_group,
    leave,
]
