from django.urls import path

from checkins import views

app_name = "checkins"
urlpatterns = [
    path("m/<str:token>/", views.moment, name="moment"),
]
