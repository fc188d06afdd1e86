"""The managers' addresses."""

from django.urls import path

from dashboards.views import overdue, words

app_name = "dashboards"
urlpatterns = [
    path("overdue/", overdue.overdue, name="overdue"),
    path("overdue/preview/", overdue.preview, name="preview"),
    path("overdue/change/", overdue.change, name="change"),
    path("overdue/undo/<uuid:batch>/", overdue.undo, name="undo"),
    path("overdue/say/", words.say, name="say"),
    path("overdue/unsay/<uuid:batch>/", words.unsay, name="unsay"),
]
