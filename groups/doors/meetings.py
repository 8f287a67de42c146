"""Meetings, and calendars over all groups."""

from django.urls import URLPattern, path

from groups.views import calendars, meetings, planning

urlpatterns: list[URLPattern] = [
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/feeds/", calendars.feed_make, name="feed-make"),
    path("calendar/feeds/<int:pk>/renew/", calendars.feed_renew, name="feed-renew"),
    path("calendar/feeds/<int:pk>/end/", calendars.feed_end, name="feed-end"),
    path("calendar/times/", calendars.my_times, name="my-times"),
    path("calendar/rotations/", calendars.rotations, name="rotations"),
    path("calendar/rotations/<int:pk>/delete/", calendars.rotation_delete, name="rotation-delete"),
    path("calendar/rotations/delete/", calendars.rotation_delete_all, name="rotation-delete-all"),
    path("calendar/rotations/pause/", calendars.rotation_pause, name="rotation-pause"),
    path("calendar/<slug:token>.ics", calendars.feed, name="feed"),
    path("<slug:key>/meetings/", meetings.meetings, name="meetings"),
    path("<slug:key>/meetings/new/", planning.new, name="meeting-new"),
    path("<slug:key>/meetings/times/", planning.times, name="meeting-times"),
    path("<slug:key>/meetings/<slug:date>/", meetings.meeting, name="meeting"),
    path("<slug:key>/meetings/<slug:date>/answer/", meetings.answer, name="meeting-answer"),
    path("<slug:key>/meetings/<slug:date>/was-there/", meetings.attended, name="meeting-attended"),
    path("<slug:key>/meetings/<slug:date>/meeting.ics", meetings.calendar_file, name="meeting-file"),
    path("<slug:key>/meetings/<slug:date>/change/", planning.change, name="meeting-change"),
    path(
        "<slug:key>/meetings/<slug:date>/change/<slug:scope>/",
        planning.change_series,
        name="meeting-change-series",
    ),
    path("<slug:key>/meetings/<slug:date>/cancel/", planning.cancel, name="meeting-cancel"),
    path("<slug:key>/meetings/<slug:date>/restore/", planning.restore, name="meeting-restore"),
]
