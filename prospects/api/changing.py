"""What is done to a prospect: closed, reopened, handed over, put off, merged."""

from typing import Any
from uuid import UUID, uuid4

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cadence import rules
from groundwork import bodies, clock, etags, openapi, params
from groundwork.problems import Refused
from prospects import actions
from prospects.api.finding import bad, colleague, conflict, find, rep_of
from prospects.api.prospects import in_full, shown
from prospects.models import Prospect
from prospects.serializers import shapes, taken

_ANSWERS: dict[Any, Any] = {200: shapes.PROSPECT_IN_FULL, **openapi.problems(409, 412)}
_OUTCOMES = {
    "won": rules.Outcome.WON,
    "lost": rules.Outcome.LOST,
    "do_not_contact": rules.Outcome.OPTED_OUT,
}


def _to_change(request: Request, public_id: UUID) -> Prospect:
    params.read(request.query_params, {})
    prospect = find(request, public_id, to_change=True)
    etags.check(request, shown(prospect))
    return prospect


def _refused(problem: actions.CannotChangePlan) -> Refused:
    if problem.field:
        return bad(problem.field, "invalid", str(problem))
    return conflict("cannot-change", str(problem))


class Close(APIView):
    """The end of a pursuit."""

    permission = {"POST": "touches.log"}

    @extend_schema(
        operation_id="prospects_close",
        request=taken.CloseIn,
        parameters=[openapi.IF_MATCH],
        responses=_ANSWERS,
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Log that it is won, lost (say why) or not to be contacted.

        A lost one with a day in `revisit_on` stays open, in nurture, until then. 409 for one
        that is closed. Safe to repeat with the same `submission_id`.
        """
        prospect = _to_change(request, public_id)
        told = bodies.read(taken.CloseIn, request)
        try:
            closed = actions.log_touch(
                prospect_id=prospect.pk,
                by=request.user,
                now=clock.of(request),
                outcome=_OUTCOMES[told["status"]],
                rep=rep_of(request, told["rep"]),
                details=_details(told),
                note=told["note"],
                submission_id=told["submission_id"] or uuid4(),
            )
        except actions.CannotLogTouch as problem:
            if problem.field:
                raise bad(problem.field, problem.code, str(problem)) from problem
            raise conflict("closed", str(problem)) from problem
        return in_full(request, closed.prospect)


def _details(told: dict[str, Any]) -> dict[str, Any]:
    if told["status"] == "lost":
        return {"reason": told["reason"], "revisit_on": told["revisit_on"]}
    for name in ("reason", "revisit_on"):
        if told[name]:
            raise bad(name, "unknown", "This belongs to a lost one; a note says more of others.")
    return {}


class Reopen(APIView):
    """Another try."""

    permission = {"POST": "prospects.write"}

    @extend_schema(
        operation_id="prospects_reopen",
        request=taken.ReopenIn,
        parameters=[openapi.IF_MATCH],
        responses=_ANSWERS,
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Open a won or lost prospect again, with a next attempt. An open one stays as it is."""
        prospect = _to_change(request, public_id)
        told = bodies.read(taken.ReopenIn, request)
        try:
            prospect = actions.reopen(
                prospect_id=prospect.pk,
                by=request.user,
                now=clock.of(request),
                reason=told["reason"],
            )
        except actions.CannotChangePlan as problem:
            raise _refused(problem) from problem
        return in_full(request, prospect)


class HandOver(APIView):
    """Another rep."""

    permission = {"POST": "prospects.hand_over"}

    @extend_schema(
        operation_id="prospects_hand_over",
        request=taken.HandOverIn,
        parameters=[openapi.IF_MATCH],
        responses=_ANSWERS,
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Give it to another rep, and plan for them. A closed one, or theirs, stays as it is."""
        prospect = _to_change(request, public_id)
        told = bodies.read(taken.HandOverIn, request)
        actions.hand_over(
            prospect_ids=[prospect.pk],
            to=colleague(request, told["to"], field="to"),
            by=request.user,
            now=clock.of(request),
            reason=told["reason"],
        )
        return in_full(request, find(request, public_id))


class Snooze(APIView):
    """Later."""

    permission = {"POST": "prospects.write"}

    @extend_schema(
        operation_id="prospects_snooze",
        request=taken.SnoozeIn,
        parameters=[openapi.IF_MATCH],
        responses=_ANSWERS,
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Hold the next attempt until then, as often and as long as the policy allows."""
        prospect = _to_change(request, public_id)
        told = bodies.read(taken.SnoozeIn, request)
        if not prospect.is_open:
            raise conflict("closed", f"{prospect.name} is closed: there is no attempt to hold.")
        try:
            actions.snooze(
                prospect_ids=[prospect.pk],
                until=told["until"],
                by=request.user,
                now=clock.of(request),
                reason=told["reason"],
            )
        except actions.CannotChangePlan as problem:
            raise _refused(problem) from problem
        return in_full(request, find(request, public_id))


class Merge(APIView):
    """One company instead of two."""

    permission = {"POST": "prospects.write"}

    @extend_schema(
        operation_id="prospects_merge",
        request=taken.MergeIn,
        parameters=[openapi.IF_MATCH],
        responses=_ANSWERS,
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Take this prospect for another, which goes on with both histories and is answered.

        Nothing is moved; it can be taken back on the page of the one that goes on.
        """
        prospect = _to_change(request, public_id)
        told = bodies.read(taken.MergeIn, request)
        known = Prospect.objects.visible_to(request.user)
        into = known.filter(public_id=told["into"]).first()
        if into is None:
            raise bad("into", "unknown", "This team has no prospect of this id.")
        try:
            actions.merge_prospects(
                kept_id=into.pk, merged_id=prospect.pk, by=request.user, now=clock.of(request)
            )
        except actions.CannotChangePlan as problem:
            raise _refused(problem) from problem
        return in_full(request, find(request, into.public_id))
