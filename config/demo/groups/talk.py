"""What the demo's groups talk about. Invented people, invented weeks; nobody's patient.

It asks only that groups with members are there: each gets the stories of its kind, told before it was last active.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Letter
from accounts.support import Support
from groups.answering import set_willing
from groups.asks import NOTE
from groups.closing import close_ask, mark_helped, say_done, take_ask
from groups.gestures import say
from groups.kinds import Kind
from groups.models import Group, Membership, Post
from groups.models.words import Gesture
from groups.talking import write_post, write_reply
from groups.thanking import thank

LIVELY = timedelta(days=10)


@dataclass(frozen=True)
class Story:
    """Who speaks is a place in the group's list of members, from 0. Hours count back from the end of its talk."""

    kind: str
    words: str
    hours_ago: float
    title: str = ""
    replies: Sequence[tuple[int, float, str]] = ()
    said: Sequence[tuple[int, Gesture]] = ()
    asker: int = 0
    is_fresh: bool = False
    taken_by: int | None = None
    is_done: bool = False
    helped: int | None = None
    closing: str = ""
    closing_words: str = ""
    needed_in_days: int | None = None


CIRCLE = (
    Story(
        Support.EMOTIONAL,
        "I have been in this city for two years and I still eat lunch alone most days. Today somebody asked me what "
        "I do at the weekend and I made something up.\n\nI am not in trouble. I would just like somebody to know.",
        5,
        replies=(
            (
                1,
                4.5,
                "Thank you for telling us. Making something up on the spot is tiring, too. I am glad you did not here.",
            ),
            (2, 2, "I did that all of first year. What would you have liked to say?"),
        ),
        said=((1, Gesture.HEAR), (2, Gesture.TOO), (3, Gesture.HERE)),
    ),
    Story(
        Support.EMOTIONAL,
        "Failed the resit. I have not told anybody at home yet and they ring on Sunday.",
        0.7,
        asker=2,
        is_fresh=True,
    ),
    Story(
        Support.APPRAISAL,
        "I told my supervisor that I cannot take the extra project. I said: *I would like to do this one well, so I "
        "have to leave the other one.* Was that all right, or did it sound like an excuse?",
        30,
        title="Did that sound like an excuse?",
        asker=1,
        replies=(
            (
                0,
                28,
                "What works: you gave a reason and it was about the work. I would keep it word for word.",
            ),
            (
                3,
                26,
                "I would leave out the “have to” and say “so I will leave the other one”. It is your decision.",
            ),
        ),
        said=((0, Gesture.HEAR),),
        closing="yes",
        closing_words="It was all right with them. Thank you both.",
    ),
    Story(
        NOTE,
        "I will be on nights until the weekend. Reading along, slow to answer.",
        52,
        asker=3,
        said=((0, Gesture.HEAR),),
    ),
    Story(
        Support.EMOTIONAL,
        "Ten days without a day off and I cried in the car because of a red light. It is a bit funny and it is not.",
        120,
        asker=3,
        replies=(
            (0, 119, "It is both. I hear the ten days more than the red light."),
            (1, 117, "Been in that car. Tea on me when you are back among people?"),
        ),
        said=((2, Gesture.TOO),),
        closing="partly",
        closing_words="Slept. It is better.",
    ),
)
STUDY = (
    Story(
        Support.INSTRUMENTAL,
        "I was ill and missed both sessions. Photos of handwriting are fine.",
        7,
        title="Notes of this week’s two sessions",
        replies=((1, 6, "I have both. I can bring them to the library, or scan them tonight."),),
        taken_by=1,
        needed_in_days=4,
    ),
    Story(
        Support.INFORMATIONAL,
        "The handbook says one thing and the page of the library another. Do I need the stamp *before* or *after* the "
        "supervisor signs?",
        26,
        title="Which comes first, the stamp or the signature?",
        asker=2,
        replies=(
            (0, 25, "After, as far as I know: they sent mine back because it was the other way round."),
            (
                3,
                22,
                "The office told me the same last month: signature, then stamp. They are quick on weekday mornings.",
            ),
        ),
        helped=1,
        closing="yes",
    ),
    Story(
        NOTE,
        "The small room on the second floor is ours until the end of the month, evenings after six.\n\n"
        "- bring your own mug\n- the left window does not close",
        49,
        asker=1,
        said=((0, Gesture.THANKS), (2, Gesture.THANKS)),
    ),
    Story(
        Support.INSTRUMENTAL,
        "I swapped with three people already and nobody can. It is the early one. I can take any late one in return.",
        3,
        title="Somebody for an early shift next week?",
        asker=3,
        needed_in_days=6,
    ),
    Story(
        Support.INSTRUMENTAL,
        "My bicycle is being repaired and the bus does not go that early.",
        75,
        title="A lift to the early lecture",
        asker=2,
        replies=((0, 74, "I drive past you anyway. Ten to seven at the corner?"),),
        taken_by=0,
        is_done=True,
        closing="yes",
        closing_words="Thank you for the lift and for not talking before coffee.",
    ),
    Story(
        Support.INFORMATIONAL,
        "I keep mixing up the two. I have read the chapter three times and made cards.",
        98,
        title="How do you keep the cranial nerves apart?",
        asker=0,
        replies=(
            (
                2,
                97,
                "I draw the skull from below, badly, every morning on the bus. After a week my hand knew it.",
            ),
            (
                1,
                95,
                "Say it aloud to somebody who does not study medicine. My flatmate knows them all by now.",
            ),
        ),
        said=((3, Gesture.TOO),),
    ),
)
INTEREST = (
    Story(
        NOTE,
        "We sang the old one again last night and nobody was out of breath. New people are welcome, also those who "
        "cannot read music.",
        20,
        said=((1, Gesture.THANKS),),
        replies=(
            (2, 18, "I cannot read music and I came. It was good to hear my own voice for something else."),
        ),
    ),
    Story(
        Support.INSTRUMENTAL,
        "Two pots and something with a lid. We bring them back washed.",
        30,
        title="Pots for Sunday’s soup",
        asker=1,
        replies=((0, 29, "I have a very large one."),),
        taken_by=0,
        needed_in_days=5,
    ),
)
MENTORING = (
    Story(
        Support.INFORMATIONAL,
        "I would like to ask before everything is full, and I do not know whom.",
        15,
        title="When does one ask for an elective?",
        asker=1,
        replies=(
            (
                0,
                13,
                "Earlier than feels polite: about nine months before. Write two lines to the office, they forward it.",
            ),
        ),
        helped=0,
    ),
    Story(
        Support.EMOTIONAL,
        "I was asked something on the round and went blank, in front of everybody. I keep hearing the silence.",
        40,
        asker=2,
        replies=(
            (
                0,
                39,
                "I remember mine. It was long for me and I think nobody else kept it. Thank you for saying it here.",
            ),
            (1, 30, "I hear you. It would have been loud in my head, too."),
        ),
        said=((1, Gesture.HEAR), (0, Gesture.HERE)),
    ),
)
BUDDIES = (
    Story(
        NOTE,
        "Walk on Thursday after six? If not, then not.",
        16,
        replies=((1, 15, "Thursday is good. By the canal?"),),
        said=((1, Gesture.THANKS),),
    ),
)
STORIES = {
    Kind.CIRCLE: CIRCLE,
    Kind.STUDY: STUDY,
    Kind.INTEREST: INTEREST,
    Kind.MENTORING: MENTORING,
    Kind.BUDDIES: BUDDIES,
}
KIND_WORDS = (
    "You asked the quiet one what she thinks, and then you waited. I saw her come back the week after."
)


def talk(*, now: datetime) -> None:
    """Fills every group of the demo that has at least two members; how lively it was stays as it is."""
    groups = Group.objects.filter(school__is_demo=True).order_by("founded_at", "pk")
    for place, group in enumerate(groups):
        members = list(
            group.memberships.active().select_related("group__school", "user").order_by("joined_at", "pk")
        )
        was_active_at = group.last_active_at
        if len(members) < 2:
            continue
        is_lively = now - was_active_at < LIVELY
        end = now if is_lively else was_active_at
        # Groups of one kind do not all say the same: each begins elsewhere, and quiet ones said less.
        stories = STORIES[Kind(group.kind)]
        told = [stories[(place + n) % len(stories)] for n in range(len(stories) if is_lively else 2)]
        for story in told:
            tell(story, members, end=end)
        for member in members[1:3]:
            set_willing(membership=member, most_a_week=2)
        Group.objects.filter(pk=group.pk).update(last_active_at=end if is_lively else was_active_at)
        if is_lively and len(members) > 2 and place % 3 == 0:
            thank(to=members[1], by=members[2], words=KIND_WORDS, now=end - timedelta(hours=9))
    settle_letters(now)


def tell(story: Story, members: list[Membership], *, end: datetime) -> Post:
    def member(place: int) -> Membership:
        return members[place % len(members)]

    began = end - timedelta(hours=story.hours_ago)
    asker = member(story.asker)
    needed = (end + timedelta(days=story.needed_in_days)).date() if story.needed_in_days else None
    post = write_post(
        by=asker,
        kind=story.kind,
        title=story.title,
        words=story.words,
        needed_until=needed,
        is_fresh=story.is_fresh,
        now=began,
    )
    replies = []
    for place, hours_ago, words in story.replies:
        if member(place) != asker:
            at = end - timedelta(hours=hours_ago)
            replies.append(write_reply(to=post, by=member(place), words=words, now=at))
    for place, gesture in story.said:
        say(to=post, by=member(place), gesture=gesture, now=began + timedelta(minutes=40))
    if story.taken_by is not None:
        take_ask(post=post, by=member(story.taken_by), now=began + timedelta(hours=1))
        if story.is_done:
            say_done(post=post, by=member(story.taken_by), now=began + timedelta(hours=20))
    if story.helped is not None and story.helped < len(replies):
        mark_helped(reply=replies[story.helped], by=asker, has_helped=True, now=began + timedelta(hours=5))
    if story.closing:
        at = began + timedelta(hours=21)
        close_ask(post=post, by=asker, closing=story.closing, words=story.closing_words, now=at)
    return post


def settle_letters(now: datetime) -> None:
    """What would have been written then has been sent then."""
    past = Letter.objects.filter(kind__in=("group-reply", "group-thanks"), due_at__lt=now, sent_at=None)
    for letter in past:
        letter.sent_at, letter.attempts = letter.due_at + timedelta(seconds=5), 1
    Letter.objects.bulk_update(past, ["sent_at", "attempts"])
