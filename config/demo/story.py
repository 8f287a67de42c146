"""What happened between the demo's people: who shares with whom, who asked to be contacted, what could not be sent."""

from datetime import datetime, timedelta

from accounts.access import record_access
from accounts.models import Letter, User
from checkins.concerns import acknowledge_concern, close_concern, open_concern
from checkins.models import CheckIn, ChosenPerson, Concern, Share
from checkins.models.checkins import Audience


def tell(people: dict[str, User], *, now: datetime) -> None:
    choose(people, now=now)
    contact_that_helped(people, now=now)
    contact_that_waits(people, now=now)
    letter_that_did_not_arrive(people, now=now)


def choose(people: dict[str, User], *, now: datetime) -> None:
    """Ada and Ben chose each other, and share a little."""
    pairs = [("ada", "ben", "Ben"), ("ben", "ada", "Ada"), ("kind.seal.219", "linen.wren.357", "My flatmate")]
    for owner, person, nickname in pairs:
        since = now - timedelta(days=60)
        chosen = ChosenPerson.objects.create(
            owner=people[owner],
            person=people[person],
            nickname=nickname,
            invited_at=since,
            accepted_at=since + timedelta(hours=3),
            expires_at=since + timedelta(days=7),
        )
        for checkin in CheckIn.objects.answered().own(people[owner]).order_by("-answered_at")[:2]:
            checkin.audience = Audience.CHOSEN
            checkin.save(update_fields=["audience"])
            Share.objects.create(checkin=checkin, chosen=chosen, shared_at=checkin.answered_at)


def contact_that_helped(people: dict[str, User], *, now: datetime) -> None:
    """Ada asked three weeks ago; Wil called her the same day."""
    ada, wil = people["ada"], people["wil"]
    then = now - timedelta(days=23)
    concern = open_concern(
        by=ada,
        words="I failed the mock and I go over it all night. I would like to talk to somebody who is not my tutor.",
        reach_by="Phone, 07700 900417",
        reach_when="After four, not on Thursday",
        urgency="this-week",
        now=then,
    )
    read_at = then + timedelta(minutes=19)
    record_access(reader=wil, subject=ada, what="your request for contact", about=concern.pk, now=read_at)
    acknowledge_concern(concern=concern, by=wil, now=read_at)
    close_concern(
        concern=concern,
        by=wil,
        outcome=(
            "We talked on Monday afternoon. You are seeing the study skills tutor twice before the resit, "
            "and you can ring the desk at any time."
        ),
        now=then + timedelta(days=2),
    )
    for letter in Letter.objects.filter(kind__in=("duty", "request-moved"), about=concern.pk):
        letter.sent_at, letter.attempts = letter.due_at + timedelta(seconds=4), 1
        letter.save(update_fields=["sent_at", "attempts"])


def contact_that_waits(people: dict[str, User], *, now: datetime) -> Concern:
    """Somebody asked a little while ago: the letter to the people on duty is on its way right now."""
    student = people["rainy.marten.403"]
    checkin = CheckIn.objects.answered().own(student).order_by("-answered_at").first()
    if checkin:
        checkin.audience, checkin.level = Audience.CONTACT, 2
        checkin.tags, checkin.note = (
            ["ward", "sleep"],
            "A hard week on the ward. I keep thinking of one patient.",
        )
        checkin.save(update_fields=["audience", "level", "tags", "note"])
    return open_concern(
        by=student,
        words="A patient I looked after has died and I do not know whom to talk to about it.",
        reach_by="A message to 07700 900403",
        reach_when="Most evenings after six",
        urgency="this-week",
        checkin=checkin,
        now=now,
    )


def letter_that_did_not_arrive(people: dict[str, User], *, now: datetime) -> None:
    """One address that no longer exists, so that staff see what a dead letter looks like."""
    letter = Letter.objects.filter(recipient=people["silver.dipper.964"], kind="moment").first()
    if letter:
        letter.sent_at, letter.dead_at, letter.attempts = None, letter.due_at + timedelta(minutes=1), 1
        letter.dead_reason = "550 5.1.1 No such mailbox"
        letter.save()
