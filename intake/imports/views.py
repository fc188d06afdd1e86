"""The import pages: a file, its columns, its progress, and what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork import clock
from intake.imports import actions, forms, queries, showing
from intake.imports.files import CannotRead
from intake.imports.models import Import
from people.permissions import requires


def _find(request: HttpRequest, public_id: UUID) -> Import:
    return get_object_or_404(queries.imports_for(request.user), public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("leads.import")
def imports(request: HttpRequest) -> HttpResponse:
    """The imports so far, and the way to a new one."""
    is_sent = request.method == "POST"
    form = forms.UploadForm(request.POST, request.FILES) if is_sent else forms.UploadForm()
    if is_sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = actions.store_upload(
                upload=upload.file,
                name=upload.name,
                source=form.cleaned_data["source"],
                by=request.user,
                now=clock.of(request),
            )
        except CannotRead as problem:
            form.add_error("file", str(problem))
            return _imports(request, form, status=problem.status)
        return redirect("imports:import", file.public_id)
    return _imports(request, form, status=422 if form.is_bound else 200)


def _imports(request: HttpRequest, form: forms.UploadForm, *, status: int) -> HttpResponse:
    found = queries.imports_for(request.user)[: queries.LISTED]
    context = {"form": form, "files": [showing.shown(file) for file in found]}
    return render(request, "intake/imports.html", context, status=status)


@require_safe
@requires("leads.import")
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A draft with its columns and a preview, or how far it is, or what came of it."""
    file = _find(request, public_id)
    if file.state == "draft":
        return _draft(request, file, forms.ReadingForm.of(file, request.user))
    shown = showing.shown(file)
    context = {"file": shown, "refused": queries.some_refused(file) if file.refused else []}
    return render(request, "intake/import.html", context)


def _draft(
    request: HttpRequest, file: Import, form: forms.ReadingForm, *, problem: str = ""
) -> HttpResponse:
    rows = queries.first_rows(file)
    now = clock.of(request)
    context = {
        "file": file,
        "form": form,
        "columns": showing.columns_of(file, rows),
        "groups": forms.choices(),
        "preview": [] if problem else actions.preview(file=file, rows=rows, now=now),
        "problem": problem or showing.why_not_yet(file),
        "before": queries.same_before(file),
    }
    return render(request, "intake/import_draft.html", context, status=422 if problem else 200)


@require_POST
@requires("leads.import")
def name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down how to read a draft, and show what would come of it."""
    file = _find(request, public_id)
    form = forms.ReadingForm(request.POST)
    form.for_team(request.user)
    if not form.is_valid():
        return _draft(request, file, form, problem="Look at what is marked below.")
    try:
        actions.name_columns(
            file_id=file.pk,
            mapping=forms.chosen(request.POST, file.headers),
            now=clock.of(request),
            **form.cleaned_data,
        )
    except actions.CannotName as problem:
        return _draft(request, file, form, problem=str(problem))
    return redirect("imports:import", file.public_id)


@require_POST
@requires("leads.import")
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    file = _find(request, public_id)
    try:
        actions.start_import(file_id=file.pk, by=request.user, now=clock.of(request))
    except actions.CannotStart as problem:
        form = forms.ReadingForm.of(file, request.user)
        return _draft(request, file, form, problem=str(problem))
    return redirect("imports:import", file.public_id)


@require_POST
@requires("leads.import")
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    file = _find(request, public_id)
    if actions.cancel_import(file_id=file.pk, by=request.user, now=clock.of(request)):
        messages.success(request, "Stopped. What was taken in so far stays, or can be taken back.")
    else:
        messages.info(request, "It was not running any more.")
    return redirect("imports:import", file.public_id)


@require_POST
@requires("leads.import")
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    file = _find(request, public_id)
    try:
        actions.discard(file_id=file.pk)
    except actions.CannotDiscard as problem:
        messages.warning(request, str(problem))
        return redirect("imports:import", file.public_id)
    messages.success(request, f"{file.name} was discarded. Nothing of it was taken in.")
    return redirect("imports:imports")


@require_POST
@requires("leads.import")
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    file = _find(request, public_id)
    try:
        actions.take_back(file_id=file.pk, by=request.user, now=clock.of(request))
    except actions.CannotTakeBack as problem:
        messages.warning(request, str(problem))
    return redirect("imports:import", file.public_id)


@require_safe
@requires("leads.import")
def refused(request: HttpRequest, public_id: UUID) -> StreamingHttpResponse:
    """The refused rows as a file, with the reasons, to be put right and uploaded again."""
    file = _find(request, public_id)
    rows = (line.encode() for line in queries.refused_csv(file))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{file.public_id}.csv"'
    return response
