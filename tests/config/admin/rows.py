"""Letters as they lie in the outbox."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Letter


def letter_to(person, name="one", kind="moment", **fields) -> Letter:
    now = timezone.now()
    return Letter.objects.create(
        key=f"{kind}:{name}:{person.pk}:email",
        kind=kind,
        recipient=person,
        channel="email",
        about=1,
        due_at=now,
        stale_at=now + timedelta(hours=6),
        **fields,
    )


def dead_letter_to(person, name="dead", kind="moment") -> Letter:
    reason = f"550 5.1.1 <{person.email}>: no such mailbox"
    return letter_to(person, name, kind, dead_at=timezone.now(), dead_reason=reason, attempts=6)
