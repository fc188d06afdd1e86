"""Addresses of the webhook pages."""

from django.urls import path

from intake.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("<uuid:public_id>/", views.webhook, name="webhook"),
    path("<uuid:public_id>/test/", views.test, name="test"),
    path("<uuid:public_id>/secret/", views.rotate, name="rotate"),
    path("<uuid:public_id>/pause/", views.pause, name="pause"),
    path("<uuid:public_id>/resume/", views.resume, name="resume"),
    path("<uuid:public_id>/remove/", views.remove, name="remove"),
    path("<uuid:public_id>/deliveries/<uuid:delivery_id>/", views.delivery, name="delivery"),
    path(
        "<uuid:public_id>/deliveries/<uuid:delivery_id>/redeliver/",
        views.redeliver,
        name="redeliver",
    ),
]
