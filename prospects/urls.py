"""Addresses of this room: its part of the API."""

from django.urls import path

from prospects.api import (
    campaigns,
    changing,
    contacts,
    policies,
    prospects,
    queue,
    touches,
    users,
)

app_name = "prospects"
ONE = "prospects/<uuid:public_id>/"
urlpatterns = [
    path("queue/", queue.QueueView.as_view(), name="queue"),
    path("touches/", touches.Touches.as_view(), name="all-touches"),
    path("prospects/", prospects.ProspectList.as_view(), name="list"),
    path(ONE, prospects.ProspectDetail.as_view(), name="detail"),
    path(f"{ONE}touches/", touches.ProspectTouches.as_view(), name="touches"),
    path(f"{ONE}contacts/", contacts.Contacts.as_view(), name="contacts"),
    path(f"{ONE}close/", changing.Close.as_view(), name="close"),
    path(f"{ONE}reopen/", changing.Reopen.as_view(), name="reopen"),
    path(f"{ONE}hand-over/", changing.HandOver.as_view(), name="hand-over"),
    path(f"{ONE}snooze/", changing.Snooze.as_view(), name="snooze"),
    path(f"{ONE}merge/", changing.Merge.as_view(), name="merge"),
    path("contacts/<uuid:public_id>/", contacts.ContactDetail.as_view(), name="contact"),
    path("campaigns/", campaigns.Campaigns.as_view(), name="campaigns"),
    path("campaigns/<uuid:public_id>/", campaigns.CampaignDetail.as_view(), name="campaign"),
    path("policies/", policies.Policies.as_view(), name="policies"),
    path("policies/<uuid:public_id>/", policies.PolicyDetail.as_view(), name="policy"),
    path("users/", users.Users.as_view(), name="users"),
    path("users/<uuid:public_id>/", users.UserDetail.as_view(), name="user"),
]
