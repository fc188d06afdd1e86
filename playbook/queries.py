"""Which words a team says at which moment."""

import re

from people.models import Team
from playbook import defaults
from playbook.models import Article, Script

_WORD = re.compile(r"\w+")


def scripts(team: Team) -> dict[str, str]:
    """
    Return the words for every moment, unfilled: the team's newest active script, else ours.

    One statement.
    """
    written = Script.objects.filter(team=team, is_active=True).order_by("id")
    own = {script.moment: script.body for script in written.only("moment", "body")}
    return {**defaults.SCRIPTS, **own}


def own_script(team: Team, moment: str) -> Script | None:
    """Return what the team itself wrote for `moment`, the newest of it."""
    written = Script.objects.filter(team=team, moment=moment, is_active=True)
    return written.order_by("-id").first()


def articles_for(team: Team, words: str, *, most: int = 3) -> list[Article]:
    """Return the articles whose topics `words` speak of: those with most of them, newest first.

    One statement, and none where there are no words. A topic is found as a whole word,
    whatever its case.
    """
    told = f" {' '.join(_WORD.findall(words.casefold()))} "
    if not told.strip():
        return []
    fitting = []
    for article in Article.objects.filter(team=team, is_active=True).order_by("-id"):
        topics = (" ".join(_WORD.findall(topic.casefold())) for topic in article.topics)
        if hits := sum(bool(topic) and f" {topic} " in told for topic in topics):
            fitting.append((hits, article))
    fitting.sort(key=lambda pair: -pair[0])
    return [article for _, article in fitting[:most]]


def opening(own: dict[str, str], *, has_hook: bool, has_pain: bool) -> str:
    """Return the opening line that fits what is known, unless the team wrote its own."""
    written = own[Script.Moment.OPENING]
    if written != defaults.SCRIPTS[Script.Moment.OPENING]:
        return written
    if has_hook:
        return defaults.OPENING_WITH_HOOK
    return defaults.OPENING_WITH_PAIN if has_pain else written
