"""The managers' addresses."""

from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("overdue/", views.overdue, name="overdue"),
    path("overdue/preview/", views.preview, name="preview"),
    path("overdue/change/", views.change, name="change"),
    path("overdue/undo/<uuid:batch>/", views.undo, name="undo"),
]
