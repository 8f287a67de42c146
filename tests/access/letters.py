"""A letter of every kind there is about the things of the world, each still wanted when it leaves."""

from datetime import datetime, timedelta

from accounts.models import Letter, User
from accounts.outbox import Occasion, post_letters, send_waiting
from groups.models import Brought, Group, QuietSpell
from resources.models import SignUp
from tests.access.world import World
from tests.factories import ConcernFactory, GroupFactory, ResourceFactory


def send_every_kind(world: World, *, now: datetime) -> None:
    """By real SMTP, to whomever each kind is for; nobody has quiet hours meanwhile."""
    User.objects.update(quiet_from="00:00", quiet_until="00:00")
    Letter.objects.filter(pk=world.letter.pk).requeue(now)
    for kind, (who, about, mark) in _occasions(world, now).items():
        recipient = world.people[who]
        assert recipient is not None
        post_letters(kind, [Occasion(recipient.pk, about, now, f"{about}.{mark}")])
    for is_urgent in (True, False):
        send_waiting(is_urgent=is_urgent)


def _occasions(world: World, now: datetime) -> dict[str, tuple[str, int, object]]:
    """{kind: (recipient, what it is about, its mark)} of the kinds that building the world has not caused already."""
    ada, ben = world.people["ada"], world.people["ben"]
    library, workshop = world.library, world.workshops.coming
    seat = SignUp.objects.get(workshop=workshop, user=ada)
    begins = int(workshop.starts_at.timestamp())
    answer = world.date.answers.get(membership__user=ada)
    library.tip.outcome, library.tip.answer, library.tip.answered_at = "accepted", "Put right.", now
    library.tip.save()
    due = ResourceFactory(
        school=world.school, owner=world.people["wil"], review_by=now.date() + timedelta(days=9)
    )
    Group.objects.filter(pk=world.group.pk).update(last_active_at=now - timedelta(days=40))
    spell = QuietSpell.objects.create(group=world.group, since=now - timedelta(days=40), nudged_at=now)
    unkept = GroupFactory(school=world.school, unkept_since=now)
    brought = Brought.objects.create(
        post=world.talk.practical, to=world.group.memberships.get(user=ben), brought_at=now
    )
    taken_back = ConcernFactory(
        student=ada, acknowledged_at=now, acknowledged_by=world.people["wil"], withdrawn_at=now
    )
    return {
        "shared": ("ben", world.shared.pk, "x"),
        "accepted": ("ada", world.chosen.pk, "x"),
        "duty-over": ("wil", taken_back.pk, "over"),
        "request-moved": ("ada", world.concern.pk, "acknowledged"),
        "group-invited": ("wil", world.rooms.to_wil.pk, "x"),
        "group-request": ("ada", world.rooms.request.pk, "asked"),
        "group-news": ("mo", world.handed.pk, "closed"),
        "group-quiet": ("mo", spell.pk, "x"),
        "group-quiet-offer": ("mo", spell.pk, "x"),
        "group-unkept": ("wil", unkept.pk, "x"),
        "group-reply": ("ada", world.talk.post.pk, "x"),
        "group-waits": ("ben", brought.pk, "x"),
        "library-answer": ("ada", library.tip.pk, "x"),
        "library-check": ("wil", due.pk, "x"),
        "proposal-moved": ("ada", world.proposal.pk, "x"),
        "meeting": ("ada", world.date.pk, world.date.news),
        "meeting-reminder": ("ada", world.date.pk, int(world.date.starts_at.timestamp())),
        "seat": ("ada", answer.pk, "x"),
        "workshop-day-before": ("ada", workshop.pk, begins),
        "workshop-soon": ("ada", workshop.pk, begins),
        "workshop-seat": ("ada", workshop.pk, int(seat.signed_up_at.timestamp())),
        "workshop-changed": ("ada", workshop.pk, workshop.sequence),
    }
