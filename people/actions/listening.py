"""Which events somebody wants to hear of: kept on the team, which comes along with whoever acts."""

from collections.abc import Sequence

from people.models import Team


def want_events(*, team: Team, events: Sequence[str]) -> None:
    """Write down the events that somebody wants to hear of, in place of those before."""
    team.wanted_events = list(events)
    Team.objects.filter(pk=team.pk).update(wanted_events=team.wanted_events)
