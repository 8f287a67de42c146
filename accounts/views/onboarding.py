"""Saying hello: four small steps, each of which can be left out."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms import AliasForm, StageForm, ZoneForm
from accounts.joining import free_alias
from accounts.models import User

STEPS = {"alias": AliasForm, "stage": StageForm, "zone": ZoneForm, "rhythm": None}
ORDER = list(STEPS)


@require_http_methods(["GET", "HEAD", "POST"])
def onboarding(request, step):
    if step not in STEPS:
        raise Http404
    if step == "rhythm":
        return _rhythm(request)
    person = User.objects.get(pk=request.user.pk)
    form = STEPS[step](request.POST or None, instance=person)
    if step == "alias" and "another" in request.POST:
        form = AliasForm(instance=person, initial={"alias": free_alias(person.school)})
    elif "skip" in request.POST or (form.is_valid() and _kept(form)):
        return redirect("accounts:onboarding", ORDER[ORDER.index(step) + 1])
    return render(request, f"accounts/hello/{step}.html", {"form": form, **_place(step)})


def _kept(form) -> bool:
    if isinstance(form, (AliasForm, StageForm)):
        return form.try_save()
    form.save()
    return True


def _rhythm(request):
    """The last step leads to a plan, or to the first page. Either way hello has been said."""
    if request.method == "POST":
        User.objects.filter(pk=request.user.pk, onboarded_at=None).update(onboarded_at=timezone.now())
        return redirect(f"{reverse('checkins:plan-new')}?hello=1" if "plan" in request.POST else "today")
    return render(request, "accounts/hello/rhythm.html", _place("rhythm"))


def _place(step: str) -> dict:
    at = ORDER.index(step)
    return {"steps": ORDER, "step_number": at + 1, "previous": ORDER[at - 1] if at else None}
