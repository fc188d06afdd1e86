"""Addresses of this room: its part of the API."""

from django.urls import path

from intake import api

app_name = "intake"
urlpatterns = [
    path("leads/", api.Leads.as_view(), name="leads"),
    path("leads/<uuid:public_id>/", api.LeadDetail.as_view(), name="lead"),
    path("leads/<uuid:public_id>/replay/", api.Replay.as_view(), name="replay"),
]
