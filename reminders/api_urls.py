"""Addresses of this room's part of the API."""

from django.urls import path

from reminders import api

app_name = "reminders_api"
urlpatterns = [
    path("reminders/", api.Reminders.as_view(), name="reminders"),
    path("reminders/<uuid:public_id>/seen/", api.Seen.as_view(), name="seen"),
]
