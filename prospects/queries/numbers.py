"""Which of the team's own numbers to call a prospect from."""

from django.db.models import Max

from cadence import rules
from people.models import OwnNumber
from prospects.models import Prospect, Touch


def own_number(prospect: Prospect) -> rules.NumberChoice | None:
    """Return the number to propose and why, in two statements; None where the team has none.

    The one that this prospect was called from least recently, a local one first.
    """
    numbers = list(OwnNumber.objects.active().filter(team=prospect.team_id))
    if not numbers:
        return None
    calls = Touch.objects.filter(prospect_id__in=prospect.keys_of_all).exclude(own_number="")
    used = dict(calls.order_by().values_list("own_number").annotate(last=Max("occurred_at")))
    return rules.own_number(
        [
            rules.NumberFact(
                number=one.number,
                country=one.country,
                region=one.region,
                used_at=used.get(one.number),
            )
            for one in numbers
        ],
        country=prospect.country or prospect.team.country,
        region=prospect.region,
    )
