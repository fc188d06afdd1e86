"""Addresses of the webhooks in the API."""

from django.urls import path

from intake.webhooks import api

app_name = "webhooks_api"
urlpatterns = [
    path("webhooks/", api.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<uuid:public_id>/", api.WebhookDetail.as_view(), name="webhook"),
    path("webhooks/<uuid:public_id>/secret/", api.Secret.as_view(), name="secret"),
    path("webhooks/<uuid:public_id>/test/", api.Test.as_view(), name="test"),
    path("webhooks/<uuid:public_id>/deliveries/", api.Deliveries.as_view(), name="deliveries"),
    path(
        "webhooks/<uuid:public_id>/deliveries/<uuid:delivery_id>/redeliver/",
        api.Redelivery.as_view(),
        name="redeliver",
    ),
]
