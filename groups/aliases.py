"""Aliases of one group alone. They are suggested, never typed, so that nobody can come as somebody else."""

from datetime import timedelta

from django.core.signing import BadSignature, Signer

from accounts.aliases import suggest_alias
from accounts.models import User
from groups.models import Group, JoinRequest, Membership, Post, Reply

SUGGESTIONS = 3
# Often enough for somebody who was recognised, seldom enough that a group knows whom it talks to.
CHANGE_AFTER = timedelta(days=30)


def free_aliases(group: Group | None, *, school_id: int | None, count: int = 1) -> list[str]:
    """Pseudonyms that nobody has or had in this group, that nobody there waits with, and that nobody of the school
    goes by. Random, so that nothing links them to the person or to their other groups."""
    suggestions = list(dict.fromkeys(suggest_alias() for _ in range(count + 8)))
    taken = set(User.objects.filter(school=school_id, alias__in=suggestions).values_list("alias", flat=True))
    for rows in (Membership.objects.all(), JoinRequest.objects.pending()):
        taken |= set(rows.filter(group=group, alias__in=suggestions).values_list("alias", flat=True))
    for words in (Post.objects.filter(group=group), Reply.objects.filter(post__group=group)):
        taken |= set(words.filter(fresh_alias__in=suggestions).values_list("fresh_alias", flat=True))
    return [alias for alias in suggestions if alias not in taken][:count]


def free_alias(group: Group) -> str:
    return free_aliases(group, school_id=group.school_id)[0]


def seal(alias: str, *, group: Group | None, user: User) -> str:
    """The alias as a form carries it: worth something in this group and for this person only."""
    return _signer(group, user).sign(alias)


def unseal(sealed: str, *, group: Group | None, user: User) -> str | None:
    try:
        return _signer(group, user).unsign(sealed)
    except BadSignature:
        return None


def _signer(group: Group | None, user: User) -> Signer:
    return Signer(salt=f"groups.alias:{group.key if group else 'new'}:{user.pk}", sep="~")
