"""When somebody checks in: their plans."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.when import when_words
from checkins.forms.plans import PlanForm
from checkins.models import Plan
from checkins.planning import (
    MOST_PLANS,
    UNDO_FOR,
    coming,
    end_plan,
    save_plan,
    take_up_again,
    write_as_before,
)


@require_safe
def plans(request):
    now = timezone.now()
    mine = Plan.objects.visible_to(request.user)
    pauses = list(request.user.pauses.not_over(now))
    running = [coming(plan, request.user, pauses) for plan in mine.running()]
    context = {
        "running": running,
        "has_room": len(running) < MOST_PLANS,
        "just_ended": mine.filter(ended_at__gt=now - UNDO_FOR),
        "is_paused": any(pause.starts_at <= now for pause in pauses),
    }
    return render(request, "checkins/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """A new plan. With `hello` it is the last step of saying hello, and can be left out."""
    is_hello = "hello" in request.GET
    if is_hello and request.method == "POST" and "skip" in request.POST:
        return _after_hello(request)
    if Plan.objects.visible_to(request.user).running().count() >= MOST_PLANS:
        messages.warning(request, "That is as many plans as there is room for. You can change or end one.")
        return redirect("checkins:plans")
    form = _form(request)
    if form.is_valid() and _save(request, form):
        return _after_hello(request) if is_hello else redirect("checkins:plans")
    return render(request, "checkins/plan_form.html", {"form": form, "is_hello": is_hello})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user).running(), pk=pk)
    form = _form(request, plan)
    if form.is_valid() and _save(request, form):
        return redirect("checkins:plans")
    return render(request, "checkins/plan_form.html", {"form": form, "plan": plan})


def _form(request, plan: Plan | None = None) -> PlanForm:
    today = request.user.local_now(timezone.now()).date()
    data = request.POST if request.method == "POST" else None
    return PlanForm(data, instance=plan, user=request.user, today=today)


def _save(request, form: PlanForm) -> bool:
    """Keeps the plan and says when it comes round; pressing twice on a new one keeps it once."""
    now = timezone.now()
    plan = form.save(commit=False)
    same = (
        Plan.objects.visible_to(request.user)
        .running()
        .filter(
            rhythm=plan.rhythm, weekdays=plan.weekdays, local_time=plan.local_time, time_zone=plan.time_zone
        )
    )
    if same.exclude(pk=plan.pk).exists():
        # Two alike would write two letters in the same minute.
        stays = " This one stays as it was." if plan.pk else ""
        messages.success(request, f"You have this plan already.{stays}")
        return True
    save_plan(plan=plan, now=now)
    if plan.next_due_at:
        following = coming(plan, request.user, request.user.pauses.not_over(now))
        next_time = when_words(following.at, now=now, zone=request.user.time_zone) if following.at else ""
        after = ", after your pause" if following.is_after_a_pause else ""
        until = following.letter_waits_until
        quiet = f" That is in your quiet hours, so the letter waits until {until}." if until else ""
        messages.success(request, f"Kept. The next one is {next_time}{after}.{quiet}")
    return True


def _after_hello(request):
    if request.user.onboarded_at is None:
        request.user.onboarded_at = timezone.now()
        request.user.save(update_fields=["onboarded_at"])
    return redirect("today")


@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user).running(), pk=pk)
    if request.method == "POST":
        end_plan(plan=plan, now=timezone.now())
        messages.success(request, "Ended. Your answers stay where they are.")
        return redirect("checkins:plans")
    return render(request, "checkins/plan_end.html", {"plan": plan})


@require_POST
def resume(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    if take_up_again(plan=plan, by=request.user, now=timezone.now()):
        messages.success(request, "It goes on as before.")
    return redirect("checkins:plans")


@require_POST
def as_before(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user).running(), pk=pk)
    write_as_before(plan=plan, by=request.user)
    messages.success(request, "We write to you as before.")
    return redirect("checkins:plans")
