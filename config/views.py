"""Pages that belong to the house as a whole rather than to one app."""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accounts.models import School
from config.health import look
from config.offline import shelf
from config.school_contact import contact_of
from config.style import parts
from config.today import today_for
from resources.help_now import help_now_page, school_file
from resources.school_line import line_of
from resources.sitemap import addresses

logger = logging.getLogger("tandem.views")

PLAIN_FAULT = (settings.BASE_DIR / "templates" / "500_plain.html").read_text(encoding="utf-8")


@require_safe
@login_not_required
@transaction.non_atomic_requests
def today(request):
    if not request.user.is_authenticated:
        return render(request, "welcome.html")
    return render(request, "today.html", today_for(request.user, now=timezone.now()))


# The next five answer before the session is read (config/plain_pages.py) and touch no database, but for health, and
# for a school's page that nobody has built yet. What they send holds no secret, so it may be compressed.


@require_safe
@login_not_required
@transaction.non_atomic_requests
@gzip_page
def help_now(request):
    """What is served when nobody has built the file."""
    return HttpResponse(help_now_page(today=timezone.localdate()))


@require_safe
@login_not_required
@transaction.non_atomic_requests
@gzip_page
def help_now_at(request, slug):
    """Help now with a school's own line: for whoever knows the address, which hangs on that school's walls."""
    built = school_file(slug)
    if built.exists():
        return HttpResponse(built.read_bytes(), headers={"Cache-Control": "max-age=60"})
    school = get_object_or_404(School, slug=slug)
    return HttpResponse(help_now_page(today=timezone.localdate(), school=line_of(school)))


@require_safe
@login_not_required
@transaction.non_atomic_requests
def offline(request):
    return HttpResponse(render_to_string("offline.html"))


@require_safe
@login_not_required
@transaction.non_atomic_requests
def service_worker(request):
    script = render_to_string("sw.js", shelf())
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
@login_not_required
@transaction.non_atomic_requests
def robots(request):
    """Where the public part is listed. Nothing is forbidden: a page that may not be read could not say noindex."""
    lines = ["User-agent: *", "Allow: /", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
@transaction.non_atomic_requests
def sitemap(request):
    return render(request, "sitemap.xml", {"addresses": addresses()}, content_type="application/xml")


@require_safe
@login_not_required
@never_cache
@transaction.non_atomic_requests
def health(request):
    is_well, found = look(timezone.now())
    return JsonResponse(found, status=200 if is_well else 503)


@require_safe
def help_now_school(request):
    return render(request, "help_now_school.html", contact_of(request.user, now=timezone.now()))


@require_safe
@login_not_required
def style(request):
    return render(request, "style.html", parts())


@login_not_required
def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def server_error(request):
    """Our page where it can be drawn; where what is broken is what draws pages, words that were read at the start."""
    try:
        page = render_to_string("500.html")
    except Exception:
        logger.exception("no-page-for-a-fault")
        page = PLAIN_FAULT
    return HttpResponseServerError(page)
