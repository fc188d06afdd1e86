"""The people at a prospect, written by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from desk import queries
from desk.forms.facts import ZONES, PersonForm
from desk.views.desk import find_to_write
from desk.views.request import DeskRequest, posted
from groundwork import clock
from people.permissions import requires
from prospects import actions
from prospects.models import Contact, Prospect


@require_http_methods(["GET", "HEAD", "POST"])
@requires("prospects.write")
def add(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Somebody who is there and was not known."""
    prospect = find_to_write(request, public_id)
    form = PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "no_voicemail"}
        try:
            contact = actions.add_contact(
                prospect_id=prospect.pk,
                new=actions.NewContact(**told),
                by=request.user,
                now=clock.of(request),
            )
        except actions.CannotCorrect as problem:
            form.add_error(problem.field, str(problem))
        else:
            if form.cleaned_data["no_voicemail"]:
                _correct(request, contact, {"no_voicemail": True})
            return _done(request, prospect, f"{contact} is on the card.")
    return _page(request, prospect, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("prospects.write")
def edit(request: DeskRequest, public_id: UUID, person_id: UUID) -> HttpResponse:
    """What is known of somebody there."""
    prospect, contact = _find(request, public_id, person_id)
    stands = {name: getattr(contact, name) for name in PersonForm.base_fields}
    form = PersonForm(posted(request), initial=stands)
    if request.method == "POST" and form.is_valid():
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            _correct(request, contact, changed)
        except actions.CannotCorrect as problem:
            form.add_error(problem.field, str(problem))
        else:
            return _done(request, prospect, "Saved.")
    return _page(request, prospect, form, contact=contact)


@require_POST
@requires("prospects.write")
def remove(request: DeskRequest, public_id: UUID, person_id: UUID) -> HttpResponse:
    """Take somebody off the card; what was done with them still counts."""
    prospect, contact = _find(request, public_id, person_id)
    actions.remove_contact(contact_id=contact.pk, by=request.user, now=clock.of(request))
    return _done(request, prospect, f"{contact} was removed.")


def _find(request: DeskRequest, public_id: UUID, person_id: UUID) -> tuple[Prospect, Contact]:
    prospect = find_to_write(request, public_id)
    contact = queries.person_of(prospect, person_id)
    if contact is None:
        raise Http404
    return prospect, contact


def _correct(request: DeskRequest, contact: Contact, told: dict[str, Any]) -> None:
    actions.correct_contact(
        contact_id=contact.pk, told=told, by=request.user, now=clock.of(request)
    )


def _done(request: DeskRequest, prospect: Prospect, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("desk:card" if prospect.is_open else "desk:prospect", prospect.public_id)


def _page(
    request: DeskRequest, prospect: Prospect, form: PersonForm, *, contact: Contact | None = None
) -> HttpResponse:
    context = {"form": form, "prospect": prospect, "contact": contact, "zones": ZONES}
    return render(request, "desk/person.html", context, status=422 if form.errors else 200)
