from django.urls import path

from config.local.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("clear/", views.clear, name="clear"),
    path("<str:key>/", views.letter, name="letter"),
    path("<str:key>/html/", views.html, name="html"),
]
