from django.urls import URLPattern, path

from groups.views import concerns

urlpatterns: list[URLPattern] = [
    path("concerns/<slug:key>/", concerns.concern, name="concern"),
    path("concerns/<slug:key>/take-back/", concerns.concern_withdraw, name="concern-withdraw"),
]
