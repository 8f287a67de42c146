"""Every door of the house."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts import id_tokens
from accounts.views.doors import confirm_address, sign_in_code
from accounts.views.sign_out import SignOutView
from config import views

handler500 = views.server_error

urlpatterns = [
    path("", views.today, name="today"),
    path("help-now/my-school/", views.help_now_school, name="help-now-school"),
    path("help-now/at/<slug:slug>/", views.help_now_at, name="help-now-at"),
    path("help-now/", views.help_now, name="help-now"),
    path("health/", views.health, name="health"),
    path("offline/", views.offline, name="offline"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("account/logout/", SignOutView.as_view(), name="account_logout"),
    # Ahead of allauth's own of the same names, which write again only to people who have an account.
    path("account/login/code/confirm/", sign_in_code, name="account_confirm_login_code"),
    path("account/confirm-email/", confirm_address, name="account_email_verification_sent"),
    # Ahead of allauth's own of the same names, which read less of what a provider says.
    path("account/oidc/<str:provider_id>/login/", id_tokens.login, name="openid_connect_login"),
    path(
        "account/oidc/<str:provider_id>/login/callback/", id_tokens.callback, name="openid_connect_callback"
    ),
    path("account/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("checkins.urls")),
    path("", include("resources.urls")),
    path("groups/", include("groups.doors")),
    path("staff/", admin.site.urls),
]

if settings.IS_DEMO:
    urlpatterns += [path("mailbox/", include("config.local.mailbox.urls"))]
if not settings.IS_PRODUCTION:
    urlpatterns += [path("style/", views.style, name="style")]
