"""What kinds of group there are, how one gets in, and by which names people know each other there."""

from django.db import models


class Kind(models.TextChoices):
    STUDY = "study", "Study group"
    CIRCLE = "circle", "Support circle"
    INTEREST = "interest", "Interest group"
    BUDDIES = "buddies", "Buddies"
    MENTORING = "mentoring", "Mentoring circle"


# Fewest and most seats. A circle is small so that everybody is heard (6 to 10); buddies are pairs or three.
SEATS = {
    Kind.STUDY: (2, 60),
    Kind.CIRCLE: (6, 10),
    Kind.INTEREST: (2, 500),
    Kind.BUDDIES: (2, 3),
    Kind.MENTORING: (3, 12),
}


class Identity(models.TextChoices):
    """A property of the group, said at every composer."""

    NAMES = "names", "By name"
    ALIASES = "aliases", "By an alias of this group alone"


class Entry(models.TextChoices):
    OPEN = "open", "Anybody of the school may join"
    ON_REQUEST = "on-request", "One asks, and the group's keeper answers"
    INVITATION = "invitation", "By invitation only"


class Role(models.TextChoices):
    MEMBER = "member", "Member"
    HOST = "host", "Host"
    MENTOR = "mentor", "Mentor"


KEEPERS = (Role.HOST, Role.MENTOR)
