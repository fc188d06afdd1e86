"""The policy: looked at, tried out, changed, and gone back on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from cadence import forecasting, rules
from cadence.models import Policy
from cadence.sample import Sample
from desk.cadence import queries
from desk.cadence.forms import NewPolicyForm, PolicyForm, SampleForm
from desk.cadence.nurture import nurture
from desk.cadence.views.request import plannings_context, replanning
from desk.views.request import DeskRequest
from groundwork import clock, params
from people.permissions import may, requires
from prospects import actions
from prospects.actions import CannotKeepPolicy
from prospects.models import Campaign

_PARAMS: dict[str, params.Param] = {
    "policy": params.Text(longest=80, default=Policy.DEFAULT),
    "part": params.Choice(among=("plannings", "forecast")),
    "country": params.Text(longest=2),
    "region": params.Text(longest=10),
    "role": params.Text(longest=20),
    "starts_on": params.Day(),
}


@require_safe
@requires("policy.read")
def page(request: DeskRequest) -> HttpResponse:
    """The numbers that hold, and what they do with a prospect who never answers."""
    given = params.read(request.GET, _PARAMS, refuse_unknown=False)
    if request.htmx and given["part"] == "plannings":
        return render(request, "plannings.html", plannings_context(request))
    if request.htmx and given["part"] == "forecast":
        context = {"forecast": queries.forecast(request.user.team_id), "name": given["policy"]}
        return render(request, "desk/cadence/forecast.html", context)
    name = _known(request, given["policy"])
    holds = _holds(request, name)
    changes = may(request.user, "policy.change")
    sample = SampleForm(
        request.GET if given["country"] else None,
        initial=_usual(request),
        belongs_to="numbers" if changes else "sample",
    )
    form = PolicyForm(policy=holds, read_only=not changes)
    return _show(request, name=name, form=form, sample=sample)


@require_POST
@requires("policy.change")
def preview(request: DeskRequest) -> HttpResponse:
    """What a change would do, before it is kept. Nothing is written."""
    name = _known(request, request.POST.get("policy", ""))
    form, sample = _forms(request, name)
    if request.htmx:
        context = _drawn(request, form, sample, _holds(request, name))
        return render(request, "desk/cadence/outcome.html", context)
    return _show(request, name=name, form=form, sample=sample)


@require_POST
@requires("policy.change")
def save(request: DeskRequest) -> HttpResponse:
    """Keep the numbers as the newest version, and plan by them in the background."""
    name = _known(request, request.POST.get("policy", ""))
    form, sample = _forms(request, name)
    if form.is_valid() and _keep(request, name, form.numbers(), form=form):
        return _back_to(name)
    return _show(request, name=name, form=form, sample=sample)


@require_POST
@requires("policy.change")
def forecast(request: DeskRequest) -> HttpResponse:
    """Try the numbers out on simulated people, in the background."""
    name = _known(request, request.POST.get("policy", ""))
    form, sample = _forms(request, name)
    if not form.is_valid():
        return _show(request, name=name, form=form, sample=sample)
    asked = request.POST.get("world", "")
    forecasting.start(
        team_id=request.user.team_id,
        before=_holds(request, name).as_numbers(),
        after=form.policy().as_numbers(),
        world=asked if asked in forecasting.WORLDS_TRIED else "cold",
        now=clock.of(request),
    )
    if request.htmx:
        context = {"forecast": queries.forecast(request.user.team_id), "name": name}
        return render(request, "desk/cadence/forecast.html", context)
    # Without a script the numbers that were typed stay on the page.
    return _show(request, name=name, form=form, sample=sample)


@require_POST
@requires("policy.change")
def new(request: DeskRequest) -> HttpResponse:
    """A policy of its own for campaigns, which begins as the team's."""
    form = NewPolicyForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Give the policy a name of at most 80 letters.")
        return _back_to(Policy.DEFAULT)
    name = form.cleaned_data["name"].strip()
    if name in queries.names(request.user.team_id):
        messages.warning(request, f"There is a policy named {name} already.")
        return _back_to(name)
    numbers = _holds(request, Policy.DEFAULT).as_numbers()
    return _back_to(name if _keep(request, name, numbers) else Policy.DEFAULT)


@require_POST
@requires("policy.change")
def back(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Go back to an earlier version: its numbers become the newest version."""
    row = queries.version(request.user.team_id, public_id)
    if row is None:
        raise Http404
    _keep(request, row.name, row.numbers)
    return _back_to(row.name)


@require_POST
@requires("policy.change")
def campaign(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Let a campaign follow another policy."""
    found = get_object_or_404(
        Campaign.objects.visible_to(request.user).select_related("policy", "team"),
        public_id=public_id,
    )
    name = request.POST.get("follows", "")
    try:
        _, job = actions.choose_policy(
            campaign=found, name=name, by=request.user, now=clock.of(request)
        )
    except CannotKeepPolicy as problem:
        messages.warning(request, str(problem))
    else:
        follows = "the team's policy" if name in ("", Policy.DEFAULT) else name
        messages.success(request, f"{found} follows {follows}.{replanning(job)}")
    return _back_to(Policy.DEFAULT)


# --- Translating -----------------------------------------------------------------------------


def _known(request: DeskRequest, name: str) -> str:
    name = name or Policy.DEFAULT
    if name not in queries.names(request.user.team_id):
        raise Http404
    return name


def _holds(request: DeskRequest, name: str) -> rules.Policy:
    row = queries.current(request.user.team_id, name)
    return row.as_rules() if row else rules.Policy()


def _usual(request: DeskRequest) -> dict[str, Any]:
    return {
        "country": request.user.team.country,
        "role": rules.Role.DECISION_MAKER,
        "starts_on": clock.of(request).date(),
    }


def _forms(request: DeskRequest, name: str) -> tuple[PolicyForm, SampleForm]:
    form = PolicyForm(request.POST, policy=_holds(request, name))
    given = request.POST if "country" in request.POST else None
    return form, SampleForm(given, initial=_usual(request), belongs_to="numbers")


def _sample(request: DeskRequest, form: SampleForm) -> Sample:
    form.is_valid()
    given = getattr(form, "cleaned_data", {})  # whatever of it can be read
    told = {**_usual(request), **{name: value for name, value in given.items() if value}}
    return Sample(
        country=told["country"],
        region=told.get("region", "").strip().upper(),
        role=rules.Role(told["role"]),
        starts_on=told["starts_on"],
    )


def _keep(request: DeskRequest, name: str, numbers: Any, *, form: PolicyForm | None = None) -> bool:
    try:
        policy, job = actions.change_policy(
            team=request.user.team,
            by=request.user,
            name=name,
            numbers=numbers,
            now=clock.of(request),
        )
    except CannotKeepPolicy as problem:
        if form is None:
            messages.warning(request, str(problem))
            return False
        for field, words in problem.problems.items():
            form.add_error(field if field in form.fields else None, words)
        return False
    said = f"Version {policy.version} holds." if job else "These numbers hold already."
    messages.success(request, said + replanning(job))
    return True


def _drawn(
    request: DeskRequest, form: PolicyForm, sample: SampleForm, holds: rules.Policy
) -> dict[str, Any]:
    after = form.policy() if form.is_bound and form.is_valid() else None
    return {
        "form": form,
        "sample": sample,
        "changes": may(request.user, "policy.change"),
        "outcome": queries.outcome(
            request.user.team, _sample(request, sample), before=holds, after=after
        ),
    }


def _show(request: DeskRequest, *, name: str, form: PolicyForm, sample: SampleForm) -> HttpResponse:
    team_id = request.user.team_id
    holds = _holds(request, name)
    context = {
        "name": name,
        "is_default": name == Policy.DEFAULT,
        "names": queries.names(team_id),
        "versions": queries.versions(team_id, name),
        "campaigns": queries.campaigns(request.user),
        "forecast": queries.forecast(team_id),
        "nurture": nurture(team_id, nurture_days=holds.nurture_days, now=clock.of(request)),
        "worlds": queries.WORLD_NAMES.items(),
        "new_form": NewPolicyForm(),
        **_drawn(request, form, sample, holds),
        **plannings_context(request),
    }
    refused = form.is_bound and not form.is_valid()
    status = 422 if refused else 200
    return render(request, "desk/cadence/policy.html", context, status=status)


def _back_to(name: str) -> HttpResponseRedirect:
    query = "" if name == Policy.DEFAULT else f"?{urlencode({'policy': name})}"
    return HttpResponseRedirect(f"{reverse('cadence:policy')}{query}")
