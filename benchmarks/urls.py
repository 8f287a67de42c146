"""The house's pages, and one that does nothing: what the server and the middleware cost by themselves."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as house


@login_not_required
def empty(request):
    return HttpResponse("")


urlpatterns = [path("benchmark/empty/", empty), *house]
