from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme

from config.staff_day import needs_a_hand
from config.staff_weeks import upkeep_of

OURS = ("accounts", "resources", "checkins", "groups")


class TandemAdminSite(AdminSite):
    """Django admin for wellness staff and operators, behind the house's own sign-in."""

    site_header = "Tandem staff"
    site_title = "Tandem staff"
    index_title = "Today"
    site_url = "/"
    empty_value_display = "–"
    enable_nav_sidebar = False  # five lists: the start page is the menu

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only our own apps: pages that others bring know nothing of a school's wall."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label in OURS]
        if ours:
            super().register(ours, admin_class, **options)

    def get_urls(self):
        """Without Django's own way from any row to its page: it asks nobody whether the row is theirs to know of."""
        return [page for page in super().get_urls() if getattr(page, "name", "") != "view_on_site"]

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Leads to the one way in that everybody uses, and from there to where somebody wanted to go."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if not self.has_permission(request):
            raise Http404
        return redirect(wanted)

    def admin_view(self, view, cacheable=False):
        """To somebody who is signed in and not staff, these pages do not exist."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def seen_by_staff(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return seen_by_staff

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def index(self, request, extra_context=None):
        more = {"needs_a_hand": needs_a_hand(request.user), "upkeep": upkeep_of(request.user)}
        return super().index(request, {**more, **(extra_context or {})})

    def app_index(self, request, app_label, extra_context=None):
        """It stands on the same template, and must not say that nothing waits when something does."""
        more = {"needs_a_hand": needs_a_hand(request.user), "upkeep": None, **(extra_context or {})}
        return super().app_index(request, app_label, more)
