"""The people at a prospect."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groundwork import bodies, clock, etags, openapi, pages, params
from groundwork.problems import Refused
from prospects import actions
from prospects.api.finding import bad, find, find_contact
from prospects.models import Contact
from prospects.serializers import contact_out, shapes, taken


def _refused(problem: actions.CannotCorrect) -> Refused:
    return bad(problem.field, problem.code, str(problem))


class Contacts(APIView):
    """The people at one prospect, in the order they were added; and adding one."""

    permission = {"GET": "prospects.read", "POST": "prospects.write"}

    @extend_schema(
        operation_id="contacts_list",
        parameters=openapi.asked(pages.PARAMS),
        responses={200: shapes.CONTACTS},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """List the people at a prospect, those of prospects merged into it too."""
        asked = params.read(request.query_params, pages.PARAMS)
        prospect = find(request, public_id)
        rows = Contact.objects.filter(prospect_id__in=prospect.keys_of_all, blanked_at=None)
        found = pages.page(rows, order=["id"], size=asked["page_size"], cursor=asked["cursor"])
        return Response(pages.body(request, found, [contact_out(row) for row in found.rows]))

    @extend_schema(
        operation_id="contacts_create",
        request=taken.ContactAddIn,
        responses={201: shapes.CONTACT},
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Add a person. The next attempt is computed again: it may be theirs."""
        params.read(request.query_params, {})
        told = bodies.read(taken.ContactAddIn, request)
        prospect = find(request, public_id, to_change=True)
        try:
            contact = actions.add_contact(
                prospect_id=prospect.merged_into_id or prospect.pk,
                new=taken.new_contact(told),
                by=request.user,
                now=clock.of(request),
            )
        except actions.CannotCorrect as problem:
            raise _refused(problem) from problem
        return _answer(request, contact, status=201)


def _answer(request: Request, contact: Contact, *, status: int = 200) -> Response:
    return etags.answer(request, contact_out(contact), status=status)


class ContactDetail(APIView):
    """One person."""

    permission = {
        "GET": "prospects.read",
        "PATCH": "prospects.write",
        "DELETE": "prospects.write",
    }

    @extend_schema(operation_id="contacts_read", responses={200: shapes.CONTACT})
    def get(self, request: Request, public_id: UUID) -> Response:
        """What is known of a person."""
        params.read(request.query_params, {})
        return _answer(request, find_contact(request, public_id))

    @extend_schema(
        operation_id="contacts_change",
        request=taken.ContactChangeIn,
        parameters=[openapi.IF_MATCH],
        responses={200: shapes.CONTACT, **openapi.problems(412)},
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Put right what is named; what is not stays. Repeating changes nothing."""
        params.read(request.query_params, {})
        told: dict[str, Any] = bodies.read(taken.ContactChangeIn, request, partial=True)
        contact = find_contact(request, public_id, to_change=True)
        etags.check(request, contact_out(contact))
        try:
            contact = actions.correct_contact(
                contact_id=contact.pk,
                told=taken.contact_columns(told),
                by=request.user,
                now=clock.of(request),
            )
        except actions.CannotCorrect as problem:
            raise _refused(problem) from problem
        return _answer(request, contact)

    @extend_schema(
        operation_id="contacts_remove",
        parameters=[openapi.IF_MATCH],
        responses={204: None, **openapi.problems(412)},
    )
    def delete(self, request: Request, public_id: UUID) -> Response:
        """Take a person away. Touches with them still count; who they were is blanked."""
        params.read(request.query_params, {})
        contact = find_contact(request, public_id, to_change=True)
        etags.check(request, contact_out(contact))
        actions.remove_contact(contact_id=contact.pk, by=request.user, now=clock.of(request))
        return Response(status=204)
