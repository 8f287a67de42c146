"""A group that has become quiet: members say what they would like, keepers see what can be done."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.dormancy import let_be, say_wish, wishes_of
from groups.mine import my_membership
from groups.models.quiet import Wish


@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request, key):
    membership, now = my_membership(request, key), timezone.now()
    group = membership.group
    if not group.is_quiet:
        if group.is_running:
            return redirect("groups:detail", key)
        raise Http404
    if request.method == "POST":
        if request.POST.get("wish") in Wish.values:
            say_wish(membership=membership, wish=Wish(request.POST["wish"]), now=now)
            messages.success(request, "Thank you. You can say something else at any time.")
        elif "let-be" in request.POST and membership.is_keeper:
            let_be(group=group, now=now)
            messages.success(request, "It stays as it is, and we do not write about it again.")
        return redirect("groups:quiet", key)
    spell = group.quiet_spells.open().first()
    mine = spell.wishes.filter(membership=membership).first() if spell else None
    context = {
        "membership": membership,
        "choices": Wish.choices,
        "mine": mine.wish if mine else "",
        "wishes": wishes_of(spell) if membership.is_keeper else [],
        "is_let_be": spell is not None and spell.let_be_at is not None,
        "weeks": (now - group.last_active_at).days // 7,
    }
    return render(request, "groups/quiet.html", context)
