"""Letters about coming in, leaving and looking after. They name no group: its name may say what nobody should read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from accounts.when import when_words
from checkins.letters import page_url
from groups.inviting import INVITED
from groups.models import Group, Invitation, JoinRequest, Membership
from groups.models.requests import Ending
from groups.news import NEWS, REQUEST, UNKEPT


def request_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """To keepers as long as nobody has answered; to the asker what has become of it, while it is still so."""
    requests = {
        request.pk: request
        for request in JoinRequest.objects.filter(pk__in={slip.about for slip in slips})
        .select_related("group")
        .defer("words")
    }
    unanswered = [pk for pk, row in requests.items() if row.ended_at is None and row.waiting_since is None]
    keepers = set(
        Membership.objects.wanting_letters()
        .keepers()
        .filter(group__join_requests__in=unanswered)
        .values_list("group__join_requests", "user_id")
    )
    values = {}
    for slip in slips:
        request = requests.get(slip.about)
        if request and slip.recipient_id == request.user_id:
            values[slip.pk] = _for_asker(request, slip, now)
        elif (slip.about, slip.recipient_id) in keepers:
            link = page_url("groups:requests", requests[slip.about].group.key)
            values[slip.pk] = {"link": link, "note": "Somebody would like an answer from you."}
    return {pk: found for pk, found in values.items() if found}


def _for_asker(request: JoinRequest, slip: Slip, now: datetime) -> dict[str, str]:
    occasion = slip.key.split(":")[1].split(".")[1]
    if occasion == "seat":
        if not request.is_offered(now) or request.offer_ends_at is None:
            return {}
        until = when_words(request.offer_ends_at, now=now, zone=slip.time_zone)
        return {
            "link": page_url("groups:detail", request.group.key),
            "note": f"A place is free, and it is kept for you until {until}.",
        }
    if request.ended_as in (Ending.WITHDRAWN, Ending.LAPSED):
        return {}
    is_there = request.ended_as in ("", Ending.JOINED)
    return {
        "link": page_url("groups:detail", request.group.key) if is_there else page_url("groups:index"),
        "note": "",
    }


def news_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """To members who want letters about this group, and to somebody whose stay was ended by a keeper."""
    members = Membership.objects.filter(pk__in={slip.about for slip in slips}).select_related("group")
    known = {member.pk: member for member in members.defer("parting_words")}
    values = {}
    for slip in slips:
        member = known.get(slip.about)
        if member is None or member.user_id != slip.recipient_id:
            continue
        if member.left_at is None and member.wants_letters:
            values[slip.pk] = {"link": page_url("groups:detail", member.group.key), "note": ""}
        elif member.left_at is not None and ".removed:" in slip.key:
            values[slip.pk] = {"link": page_url("groups:index"), "note": ""}
    return values


def invited_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """As long as the invitation is open and has not been answered."""
    open_ones = Invitation.objects.open(now).filter(pk__in={slip.about for slip in slips}, used_at=None)
    tokens = {(row.pk, row.recipient_id): row.token for row in open_ones}
    return {
        slip.pk: {"link": page_url("groups:invited", tokens[slip.about, slip.recipient_id])}
        for slip in slips
        if (slip.about, slip.recipient_id) in tokens
    }


def unkept_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """To wellness staff of the group's school, as long as nobody has taken it on."""
    unkept = set(
        Group.objects.running()
        .filter(
            pk__in={slip.about for slip in slips}, unkept_since__isnull=False, school__users__is_staff=True
        )
        .values_list("pk", "school__users__pk")
    )
    return {
        slip.pk: {"number": str(slip.about)} for slip in slips if (slip.about, slip.recipient_id) in unkept
    }


LETTERS = [
    LetterKind(
        name=REQUEST,
        title="Somebody asks to come into your group, or your own asking has moved on",
        template="emails/groups/moved",
        fields=("link", "note"),
        values=request_values,
        fresh_for=timedelta(days=3),
        can_be_refused=False,
    ),
    LetterKind(
        name=NEWS,
        title="Something has changed in a group of yours: who looks after it, whether it goes on",
        template="emails/groups/moved",
        fields=("link", "note"),
        values=news_values,
        fresh_for=timedelta(days=3),
    ),
    LetterKind(
        name=INVITED,
        title="Somebody of your school invites you into a group",
        template="emails/groups/invited",
        fields=("link",),
        values=invited_values,
        fresh_for=timedelta(days=7),
    ),
    LetterKind(
        name=UNKEPT,
        title="For staff: a group has nobody who looks after it",
        template="emails/groups/unkept",
        fields=("number",),
        values=unkept_values,
        fresh_for=timedelta(days=7),
        is_for_staff=True,
    ),
]
