"""Addresses of this room's own pages."""

from django.urls import include, path

from intake.views import duplicates, keys, leads, territories

_DUPLICATES = [
    path("", duplicates.listing, name="list"),
    path("<uuid:public_id>/", duplicates.pair, name="pair"),
    path("<uuid:public_id>/merge/", duplicates.merge, name="merge"),
    path("<uuid:public_id>/not-the-same/", duplicates.tell_apart, name="tell-apart"),
    path("<uuid:public_id>/undo/", duplicates.undo, name="undo"),
]
_LEADS = [
    path("", leads.listing, name="leads"),
    path("<uuid:public_id>/", leads.one, name="lead"),
    path("<uuid:public_id>/replay/", leads.replay, name="replay"),
    path("<uuid:public_id>/withdraw/", leads.withdraw, name="withdraw"),
]
_KEYS = [
    path("", keys.keys, name="keys"),
    path("<uuid:public_id>/rotate/", keys.rotate, name="rotate"),
    path("<uuid:public_id>/revoke/", keys.revoke, name="revoke"),
]
_TERRITORIES = [
    path("", territories.territories, name="territories"),
    path("<uuid:public_id>/remove/", territories.remove, name="remove"),
]

urlpatterns = [
    path("duplicates/", include((_DUPLICATES, "duplicates"))),
    path("leads/", include((_LEADS, "pushed"))),
    path("territories/", include((_TERRITORIES, "territories"))),
    path("keys/", include((_KEYS, "keys"))),
]
