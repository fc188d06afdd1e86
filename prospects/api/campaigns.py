"""Campaigns: read by all, made and changed by managers."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import bodies, clock, etags, openapi, pages, params
from playbook.models import Script
from prospects import actions
from prospects.api.finding import bad
from prospects.models import Campaign
from prospects.serializers import campaign_out, shapes, taken

_TOLD = ("policy", "opening", "team")


class Campaigns(APIView):
    """The team's campaigns; and making one."""

    permission = {"GET": "campaigns.read", "POST": "campaigns.write"}
    wanted: dict[str, params.Param] = {
        **pages.PARAMS,
        **pages.AGE,
        "active": params.Flag(),
    }

    @extend_schema(
        operation_id="campaigns_list",
        parameters=openapi.asked(wanted),
        responses={200: shapes.CAMPAIGNS},
    )
    def get(self, request: Request) -> Response:
        """List the campaigns, in the order they were made."""
        asked = params.read(request.query_params, self.wanted)
        rows = Campaign.objects.visible_to(request.user).select_related(*_TOLD)
        if asked["active"] is not None:
            rows = rows.filter(is_active=asked["active"])
        order = pages.by_age(asked)
        found = pages.page(rows, order=order, size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [campaign_out(row) for row in found.rows]))

    @extend_schema(
        operation_id="campaigns_create",
        request=taken.CampaignIn,
        responses={201: shapes.CAMPAIGN, **openapi.problems(409)},
    )
    def post(self, request: Request) -> Response:
        """Make a campaign; 409 if there is one of this short name."""
        params.read(request.query_params, {})
        told = bodies.read(taken.CampaignIn, request)
        try:
            campaign = actions.start_campaign(
                by=request.user,
                now=clock.of(request),
                slug=told.pop("slug"),
                told=_told(request, told),
            )
        except actions.CannotCreateCampaign as problem:
            status = 409 if problem.is_taken else 400
            raise bad(problem.field, "invalid", str(problem), status=status) from problem
        return etags.answer(request, campaign_out(campaign), status=201)


class CampaignDetail(APIView):
    """One campaign."""

    permission = {"GET": "campaigns.read", "PATCH": "campaigns.write"}

    @extend_schema(operation_id="campaigns_read", responses={200: shapes.CAMPAIGN})
    def get(self, request: Request, public_id: UUID) -> Response:
        """What a campaign is worked by."""
        params.read(request.query_params, {})
        return etags.answer(request, campaign_out(_find(request, public_id)))

    @extend_schema(
        operation_id="campaigns_change",
        request=taken.CampaignChangeIn,
        parameters=[openapi.IF_MATCH],
        responses={200: shapes.CAMPAIGN, **openapi.problems(412)},
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Change what is named; what is not stays.

        With another policy its prospects are planned again, in the background.
        """
        params.read(request.query_params, {})
        told = bodies.read(taken.CampaignChangeIn, request, partial=True)
        campaign = _find(request, public_id, to_change=True)
        etags.check(request, campaign_out(campaign))
        try:
            campaign = actions.change_campaign(
                campaign=campaign,
                told=_told(request, told),
                by=request.user,
                now=clock.of(request),
            )
        except actions.CannotCreateCampaign as problem:
            raise bad(problem.field, "invalid", str(problem)) from problem
        return etags.answer(request, campaign_out(campaign))


def _find(request: Request, public_id: UUID, *, to_change: bool = False) -> Campaign:
    rows = Campaign.objects.visible_to(request.user).filter(public_id=public_id)
    if to_change and connection.features.has_select_for_update:
        list(rows.select_for_update().values_list("pk"))
    campaign = rows.select_related(*_TOLD).first()
    if campaign is None:
        raise Http404
    return campaign


def _told(request: Request, told: dict[str, Any]) -> dict[str, Any]:
    """Return what was told with the team's own script for its id."""
    if told.get("opening"):
        mine = Script.objects.visible_to(request.user).filter(moment=Script.Moment.OPENING)
        opening = mine.filter(public_id=told["opening"]).first()
        if opening is None:
            raise bad("opening", "unknown", "This team has no opening line of this id.")
        told = {**told, "opening": opening}
    return told
