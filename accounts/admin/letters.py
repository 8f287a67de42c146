import re

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.admin.scope import ScopedAdmin
from accounts.letter_kinds import registry
from accounts.models import Grading, Letter
from accounts.outbox import ring
from accounts.roles import Role, role_of

ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"
    STATES = {
        "dead": Q(dead_at__isnull=False),
        "waiting": Q(sent_at=None, dead_at=None, dropped_at=None),
        "sent": Q(sent_at__isnull=False),
        "dropped": Q(dropped_at__isnull=False),
    }

    WORDS = {
        "dead": "Could not be delivered",
        "waiting": "Waiting",
        "sent": "Sent",
        "dropped": "No longer wanted",
    }

    def lookups(self, request, model_admin):
        return list(self.WORDS.items())

    def queryset(self, request, queryset):
        return queryset.filter(self.STATES[self.value()]) if self.value() in self.STATES else queryset


@admin.register(Letter)
class LetterAdmin(ScopedAdmin):
    """The outbox from outside: who gets something and what became of it. A letter holds no words to show.

    Staff see those kinds alone whose recipients they know anyway (LetterKind.is_seen_by_staff), and none to whom they
    give marks. Of a student's own rhythm they see what could not be delivered: a second letter on one day would tell
    them that the first went unanswered.
    """

    school_path = "recipient__school"
    list_display = ["called", "recipient", "channel", "state", "due_at", "attempts", "reason"]
    list_filter = [StateFilter, "is_urgent", "kind"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__alias"]
    fields = [
        "called",
        "recipient",
        "channel",
        "is_urgent",
        "state",
        "due_at",
        "sent_at",
        "attempts",
        "dead_at",
    ]
    fields += ["reason"]
    readonly_fields = fields
    actions = ["requeue"]

    def visible_to(self, rows, user):
        found = super().visible_to(rows, user)
        if role_of(user) is Role.OPERATOR:
            return found
        telling = Q(kind__in=registry.seen_undelivered_only(), dead_at=None)
        graded = Grading.objects.not_over().filter(grader=user).students()
        return found.filter(kind__in=registry.seen_by_staff()).exclude(telling).exclude(recipient__in=graded)

    @admin.display(description="kind", ordering="kind")
    def called(self, letter: Letter) -> str:
        kind = registry.find(letter.kind)
        return kind.title if kind else letter.kind

    @admin.display(description="state")
    def state(self, letter: Letter) -> str:
        return StateFilter.WORDS[letter.state]

    @admin.display(description="why it could not be delivered")
    def reason(self, letter: Letter) -> str:
        """What the other mail server said, without the address that it likes to repeat."""
        return ADDRESS.sub("the address", letter.dead_reason)

    @admin.action(description="Try to deliver again", permissions=["requeue"])
    def requeue(self, request, queryset):
        kinds = set(queryset.filter(dead_at__isnull=False).values_list("is_urgent", flat=True))
        again = queryset.requeue(timezone.now())
        for is_urgent in kinds:
            transaction.on_commit(lambda is_urgent=is_urgent: ring(is_urgent=is_urgent), robust=True)
        one = "1 letter is on its way again."
        self.message_user(
            request, one if again == 1 else f"{again} letters are on their way again.", messages.SUCCESS
        )

    def has_requeue_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("state", "kind__exact", "is_urgent__exact")
