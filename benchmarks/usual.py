"""The baseline (a): reminders the usual way, tuned. One Celery task for each user, Django's mail API.

It does what the product does for one person: opens the check-in once, moves the plan on, asks whether a letter is
wanted, writes the same letter, remembers that it left. Tuned: the database connection and one SMTP connection are
kept by each worker process, styles are put into the HTML once and not for each letter, one query brings the plan
with its person.
"""

from datetime import timedelta
from functools import cache

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.carriers import inlined
from accounts.models import LetterPreference, Pause
from accounts.stop_links import one_click_headers, stop_url
from checkins.models import CheckIn, Plan
from checkins.moments import moment_url

TEMPLATE = "emails/checkins/moment"


@shared_task
def remind_everybody(limit: int) -> None:
    due = Plan.objects.running().filter(next_due_at__lte=timezone.now()).order_by("next_due_at")
    for pk in due.values_list("pk", flat=True)[:limit].iterator():
        remind_one.delay(pk)


@shared_task
def remind_one(plan_id: int) -> None:
    now = timezone.now()
    person = {"user": OuterRef("user")}
    plan = (
        Plan.objects.select_related("user")
        .annotate(
            is_paused=Exists(Pause.objects.running(now).filter(**person)),
            has_refused=Exists(LetterPreference.objects.filter(**person, kind="moment", is_wanted=False)),
        )
        .get(pk=plan_id)
    )
    user, due_at, occasion_on = plan.user, plan.next_due_at, plan.next_on
    assert due_at is not None
    assert occasion_on is not None
    if not user.is_active or user.letters_stopped_at or plan.is_paused or plan.has_refused:
        return
    with transaction.atomic():
        plan.last_on, plan.last_letter_at = occasion_on, now
        plan.reckon(now)
        plan.save(update_fields=["last_on", "last_letter_at", "next_on", "next_due_at"])
        checkin, is_new = CheckIn.objects.get_or_create(
            plan=plan,
            occasion_on=occasion_on,
            defaults={"user": user, "due_at": due_at, "closes_at": due_at + timedelta(days=1)},
        )
    if is_new:
        letter_for(user, checkin).send()
        CheckIn.objects.filter(pk=checkin.pk).update(letters_posted=1)


def letter_for(user, checkin) -> EmailMultiAlternatives:
    link = stop_url(user.pk, "moment")
    context = {
        "link": moment_url(checkin.pk),
        "note": "",
        "stop_link": link,
        "site_url": settings.SITE_URL,
        "can_be_refused": True,
    }
    letter = EmailMultiAlternatives(
        subject=render_to_string(f"{TEMPLATE}.subject.txt", context).strip(),
        body=render_to_string(f"{TEMPLATE}.txt", context),
        to=[user.email],
        headers={
            **one_click_headers(link),
            "Message-ID": f"<moment.{checkin.pk}.1.{user.pk}.email@{settings.SITE_HOST}>",
        },
        connection=kept_connection(),
    )
    letter.attach_alternative(styled_template().render(context), "text/html")
    return letter


@cache
def styled_template():
    """The HTML with its styles in the tags, once; what differs between letters is filled in for each."""
    names = ("link", "note", "stop_link", "site_url")
    context = {name: f"PLACE-OF-{name}-HERE" for name in names} | {"can_be_refused": True}
    html = inlined(render_to_string(f"{TEMPLATE}.html", context))
    for name in names:
        html = html.replace(f"PLACE-OF-{name}-HERE", f"{{{{ {name} }}}}")
    return engines["django"].from_string(html)


@cache
def kept_connection():
    connection = get_connection()
    connection.open()
    return connection
