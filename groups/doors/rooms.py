"""Rooms, membership and finding."""

from django.urls import URLPattern, path

from groups.views import joining, people, rooms

urlpatterns: list[URLPattern] = [
    path("", rooms.index, name="index"),
    path("<slug:key>/", rooms.detail, name="detail"),
    path("<slug:key>/join/", joining.join, name="join"),
    path("<slug:key>/people/", people.people, name="people"),
    path("<slug:key>/people/me/leave/", joining.leave, name="leave"),
]
