"""A person's own preferences."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from desk.forms.preferences import PreferencesForm
from desk.views.request import DeskRequest
from people import actions
from people.permissions import requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires("preferences.change")
def preferences(request: DeskRequest) -> HttpResponse:
    """Look, keys and time zone."""
    user = request.user
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if form.is_valid():
            actions.change_preferences(user=user, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("desk:preferences")
    else:
        chosen = {name: getattr(user, name) for name in PreferencesForm.base_fields}
        form = PreferencesForm(initial=chosen)
    status = 422 if form.errors else 200
    return render(request, "desk/preferences.html", {"form": form}, status=status)
