"""Which words a team says at which moment."""

from people.models import Team
from playbook import defaults
from playbook.models import Script


def scripts(team: Team) -> dict[str, str]:
    """
    Return the words for every moment, unfilled: the team's newest active script, else ours.

    One statement.
    """
    written = Script.objects.filter(team=team, is_active=True).order_by("id")
    own = {script.moment: script.body for script in written.only("moment", "body")}
    return {**defaults.SCRIPTS, **own}


def opening(own: dict[str, str], *, has_hook: bool, has_pain: bool) -> str:
    """Return the opening line that fits what is known, unless the team wrote its own."""
    written = own[Script.Moment.OPENING]
    if written != defaults.SCRIPTS[Script.Moment.OPENING]:
        return written
    if has_hook:
        return defaults.OPENING_WITH_HOOK
    return defaults.OPENING_WITH_PAIN if has_pain else written
