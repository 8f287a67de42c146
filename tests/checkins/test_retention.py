"""Half-written answers go when nobody can come back to them."""

from datetime import timedelta

from django.utils import timezone

from checkins.models import CheckIn
from checkins.tasks import tidy
from tests.factories import CheckInFactory


def test_drafts_of_occasions_that_closed_unanswered_are_forgotten(ada):
    now = timezone.now()
    lapsed = CheckInFactory(user=ada, due_at=now - timedelta(days=4), draft='{"note": "half a"}')
    open_one = CheckInFactory(user=ada, draft='{"note": "still typing"}')
    just_closed = CheckInFactory(user=ada, due_at=now - timedelta(days=2), draft='{"note": "yesterday"}')
    assert tidy() == 1
    assert CheckIn.objects.get(pk=lapsed.pk).draft == ""
    assert CheckIn.objects.get(pk=open_one.pk).draft
    assert CheckIn.objects.get(pk=just_closed.pk).draft
    assert tidy() == 0
