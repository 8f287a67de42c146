"""The addresses of groups, one file for each part of them."""

from groups.doors import board, meetings, rooms, talk

app_name = "groups"
# Words before keys: "new" and "board" are no group's key (keys have twelve letters).
urlpatterns = [*board.urlpatterns, *meetings.urlpatterns, *rooms.urlpatterns, *talk.urlpatterns]
