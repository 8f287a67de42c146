"""The house's doors with the demo's mailbox among them."""

from django.urls import include, path

from config.urls import urlpatterns as everyday

urlpatterns = [*everyday, path("mailbox/", include("config.local.mailbox.urls"))]
