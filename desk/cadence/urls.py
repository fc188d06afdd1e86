"""The addresses of the Cadence page and of the calling law."""

from django.urls import path

from desk.cadence.views import law, policy

app_name = "cadence"
urlpatterns = [
    path("cadence/", policy.page, name="policy"),
    path("cadence/preview/", policy.preview, name="preview"),
    path("cadence/save/", policy.save, name="save"),
    path("cadence/forecast/", policy.forecast, name="forecast"),
    path("cadence/new/", policy.new, name="new"),
    path("cadence/back/<uuid:public_id>/", policy.back, name="back"),
    path("cadence/campaigns/<uuid:public_id>/", policy.campaign, name="campaign"),
    path("cadence/law/", law.page, name="law"),
    path("cadence/law/change/", law.change, name="law-change"),
    path("cadence/law/<uuid:public_id>/end/", law.end, name="law-end"),
    path("cadence/law/days/", law.add_day, name="day-add"),
    path("cadence/law/days/<int:day_id>/", law.remove_day, name="day-remove"),
    path("prospects/<uuid:public_id>/calling-hours/", law.of_prospect, name="calling-hours"),
]
