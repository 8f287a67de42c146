from django.urls import URLPattern, path

from groups.views import board, concerns, quiet, reveals

urlpatterns: list[URLPattern] = [
    path("board/", board.boards, name="boards"),
    path("concerns/<slug:key>/", concerns.concern, name="concern"),
    path("concerns/<slug:key>/take-back/", concerns.concern_withdraw, name="concern-withdraw"),
    path("who-asked/", reveals.reveals, name="reveals"),
    path("<slug:key>/board/", board.board, name="board"),
    path("<slug:key>/board/hand-on/", board.worry, name="worry"),
    path("<slug:key>/board/for-me/", board.help_for_myself, name="help-for-myself"),
    path("<slug:key>/quiet/", quiet.quiet, name="quiet"),
    path("<slug:key>/pulse/", board.pulse, name="pulse"),
]
