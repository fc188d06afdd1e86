"""Addresses of this room: its part of the API."""

from django.urls import path

from intake import api

app_name = "intake"
urlpatterns = [
    path("leads/", api.Leads.as_view(), name="leads"),
    path("leads/batch/", api.Batches.as_view(), name="batch"),
    path("jobs/<uuid:job_id>/", api.BatchJob.as_view(), name="job"),
    path("jobs/<uuid:job_id>/errors/", api.BatchErrors.as_view(), name="job-errors"),
    path("leads/<uuid:public_id>/", api.LeadDetail.as_view(), name="lead"),
    path("leads/<uuid:public_id>/replay/", api.Replay.as_view(), name="replay"),
    path("leads/<uuid:public_id>/withdraw/", api.Withdraw.as_view(), name="withdraw"),
]
