"""Who sees an answer, and what happens next: the words beside each choice, and afterwards."""

from collections.abc import Sequence

from accounts.models import AccessRecord
from checkins.desk import Desk
from checkins.models import CheckIn, ChosenPerson
from checkins.models.checkins import Audience

# What stands in the access record of the person whose it is: they "read ...".
SHARED_WITH_THEM = "a check-in you shared with them"
REQUEST = "your request for contact"


def in_a_row(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def audience_help(people: Sequence[ChosenPerson], desk: Desk | None) -> dict[str, str]:
    """One sentence or two for each choice: who would see what, and what happens when it is chosen."""
    seen = "the face and what it is about, never your note and nothing of your past"
    letter = "a letter that says only that there is something to see"
    return {
        Audience.ONLY_ME: "Nobody else sees it: not your school, not a mentor, not the people you chose.",
        Audience.CHOSEN: f"{people[0].nickname} sees {seen}, and gets {letter}."
        if len(people) == 1
        else f"Those you tick see {seen}, and get {letter}.",
        Audience.CONTACT: "A short form opens next. Nothing is sent until you press its button. Then the "
        "wellness staff of your school read your request, and this answer if you let them, and contact you. "
        f"{desk.words if desk else ''}".strip(),
    }


def seen_already(checkin: CheckIn) -> list[str]:
    """What cannot be unsaid: who has opened this answer, or the request that came from it. Wants what `who_sees` wants.

    One sentence for each, to read before one changes who sees it.
    """
    shares = {share.chosen.person_id: share.chosen.nickname for share in checkin.shares.all()}
    concerns = [concern for concern in checkin.concerns.all() if concern.is_open]
    records = AccessRecord.objects.visible_to(checkin.user_id)
    readers = records.filter(what=SHARED_WITH_THEM, about=checkin.pk).values_list("reader", flat=True)
    sentences = [f"{name} has opened it." for person, name in shares.items() if person in set(readers)]
    if any(concern.acknowledged_at for concern in concerns):
        sentences.append("Somebody on the staff has taken your request.")
    elif concerns and records.filter(what=REQUEST, about__in=[concern.pk for concern in concerns]).exists():
        sentences.append("Somebody on the staff has read your request.")
    return sentences


def who_sees(checkin: CheckIn) -> str:
    """One sentence on who sees this answer now. Wants its shares, their chosen people and its concerns at hand."""
    if checkin.audience == Audience.CHOSEN:
        names = [
            share.chosen.nickname
            for share in checkin.shares.all()
            if share.revoked_at is None and share.chosen.ended_at is None
        ]
        if names:
            return f"{in_a_row(names)} can see this answer, not your note."
    if checkin.audience == Audience.CONTACT:
        concerns = list(checkin.concerns.all())
        if not concerns:
            return "Only you see this answer so far. You have not sent the request to be contacted."
        if any(concern.is_open for concern in concerns):
            shows = any(concern.is_open and concern.shows_checkin for concern in concerns)
            seen = "this answer and its note with your request" if shows else "your request, not this answer"
            return f"The wellness staff of your school see {seen}."
    return "Only you see this answer."
