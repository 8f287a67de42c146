"""What students say is missing: staff read, show, answer, ask back, and take down with a reason."""

from django import forms
from django.contrib import admin, messages
from django.db.models import F
from django.utils import timezone

from accounts.admin.scope import ScopedAdmin
from accounts.roles import Role
from resources.models import Proposal
from resources.models.proposals import COUNTED_FROM, Stand
from resources.proposals import (
    answer_proposal,
    hide_proposal,
    put_proposal_back,
    show_proposal,
    write_note,
)


class AnswerForm(forms.ModelForm):
    note = forms.CharField(
        label="Ask, or tell the author alone",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="Only the author reads this, at their own page or at their secret address.",
    )

    class Meta:
        model = Proposal
        fields = ["stand", "owner", "due_on", "answer", "hidden_because"]
        labels = {"hidden_because": "Take it down, because"}
        help_texts = {
            "hidden_because": "Empty lets it stand, or puts it back. The author reads the reason.",
        }
        widgets = {
            "answer": forms.Textarea(attrs={"rows": 5}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self):
        said = super().clean()
        if said.get("stand") == Stand.NEW and self.instance.stand != Stand.NEW:
            self.add_error("stand", "It is answered, and everybody can read that. Say where it stands now.")
        if said.get("stand") and said["stand"] != Stand.NEW:
            for name, words in (
                ("answer", "Say in a sentence what the school does, so that everybody can read it."),
                ("owner", "Say who sees to it, so that it is somebody's."),
            ):
                if not (said.get(name) or "").strip():
                    self.add_error(name, words)
        elif said.get("answer") and said.get("stand") == Stand.NEW:
            self.add_error("stand", "An answer needs to say where it stands.")
        if said.get("stand") == Stand.PLANNED and not said.get("due_on"):
            self.add_error("due_on", "Say by when, so that it can be looked at again.")
        return said


@admin.register(Proposal)
class ProposalAdmin(ScopedAdmin):
    """Unread and unanswered ones first, then by how many stand behind them."""

    may_view = may_change = frozenset({Role.STAFF})
    form = AnswerForm
    list_display = ["title", "stand", "from_whom", "stands_behind", "made_on", "due_on", "is_shown"]
    list_filter = ["stand"]
    search_fields = ["title", "words"]
    readonly_fields = ["title", "words", "from_whom", "made_on", "stands_behind", "is_shown", "said_so_far"]
    actions = ["show_to_the_school"]
    fieldsets = [
        (
            "What was said",
            {"fields": ["title", "words", "from_whom", "made_on", "stands_behind", "is_shown"]},
        ),
        ("What everybody reads", {"fields": ["stand", "owner", "due_on", "answer"]}),
        ("Between you and the author", {"fields": ["said_so_far", "note"]}),
        ("Take it down", {"fields": ["hidden_because"], "classes": ["collapse"]}),
    ]

    def visible_to(self, rows, user):
        return rows.filter(pk__in=Proposal.objects.for_staff(user).values("pk"))

    def get_queryset(self, request):
        rows = super().get_queryset(request).with_signs().select_related("author")
        return rows.order_by(F("shown_at").asc(nulls_first=True), "-signs", "-pk")

    def get_ordering(self, request):
        return []

    @admin.display(description="from")
    def from_whom(self, proposal: Proposal) -> str:
        return proposal.author.alias if proposal.author else "Without a name"

    @admin.display(description="others behind it")
    def stands_behind(self, proposal: Proposal) -> str:
        signs = proposal.co_signs.count() if not hasattr(proposal, "signs") else proposal.signs
        if not signs:
            return "nobody yet"
        return str(signs) if signs >= COUNTED_FROM else f"fewer than {COUNTED_FROM}"

    @admin.display(boolean=True, description="shown")
    def is_shown(self, proposal: Proposal) -> bool:
        return proposal.shown_at is not None and proposal.hidden_at is None

    @admin.display(description="so far")
    def said_so_far(self, proposal: Proposal) -> str:
        lines = [
            f"{'You' if note.is_from_staff else 'The author'}, {timezone.localdate(note.written_at):%-d %B}: "
            f"{note.words}"
            for note in proposal.notes.all()
        ]
        return "\n".join(lines) or "Nothing."

    @admin.action(description="Show them to the school", permissions=["change"])
    def show_to_the_school(self, request, queryset):
        shown = sum(show_proposal(proposal=row, by=request.user, now=timezone.now()) for row in queryset)
        self.message_user(request, f"{shown} shown to the school.", messages.SUCCESS)

    def save_model(self, request, obj, form, change):
        """By the verbs, so that those who wait for it hear of it; each only for what has changed."""
        now, said = timezone.now(), form.cleaned_data
        if {"stand", "owner", "due_on", "answer"} & set(form.changed_data) and said["stand"] != Stand.NEW:
            answer_proposal(
                proposal=obj,
                by=request.user,
                stand=said["stand"],
                owner=said["owner"],
                due_on=said["due_on"],
                answer=said["answer"],
                now=now,
            )
        if "hidden_because" in form.changed_data and said["hidden_because"]:
            hide_proposal(proposal=obj, by=request.user, because=said["hidden_because"], now=now)
        elif "hidden_because" in form.changed_data and put_proposal_back(
            proposal=obj, by=request.user, now=now
        ):
            self.message_user(request, "It stands again. Its author is told.", messages.SUCCESS)
        if said["note"].strip():
            write_note(proposal=obj, words=said["note"], by_staff=request.user, now=now)
