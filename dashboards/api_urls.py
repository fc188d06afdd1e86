"""This room's part of the API."""

from django.urls import path

from dashboards import api

app_name = "dashboards_api"
urlpatterns = [path("overdue/", api.Overdue.as_view(), name="overdue")]
