"""What meetings and calendars need not keep. docs/privacy.md states the same periods."""

from datetime import datetime, timedelta

from groups.models import Answer, Attendance, BusyTime, Rotation

# Who said what is of no use once a meeting is over; time enough to see who had meant to come.
KEEP_ANSWERS = timedelta(days=30)
# One's own record of where one was, and the counts of a year.
KEEP_ATTENDANCE = timedelta(days=366)
KEEP_BUSY_TIMES = timedelta(days=14)


def let_go(*, now: datetime) -> int:
    """Deletes what is past its time; returns how many rows went. A calendar of which nothing is left goes too."""
    answers, _ = Answer.objects.filter(occasion__ends_at__lt=now - KEEP_ANSWERS).delete()
    there, _ = Attendance.objects.filter(occasion__ends_at__lt=now - KEEP_ATTENDANCE).delete()
    busy, _ = BusyTime.objects.filter(ends_at__lt=now - KEEP_BUSY_TIMES).delete()
    empty, _ = Rotation.objects.filter(busy_times=None).delete()
    return answers + there + busy + empty
