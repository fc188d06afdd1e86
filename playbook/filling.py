"""Fills scripts from plain facts. This room knows no prospect: whoever asks brings the facts."""

import re
from dataclasses import dataclass, fields

_FIELD = re.compile(r"\{([a-z_]{1,30})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenFacts:
    """What a script may speak of. Empty means unknown."""

    first_name: str = ""
    contact: str = ""
    company: str = ""
    rep: str = ""
    rep_first_name: str = ""
    team: str = ""
    hook: str = ""
    pain_points: str = ""
    environment: str = ""
    timeframe: str = ""
    last_spoken: str = ""  # as said: "on Tuesday 3 March"
    number: str = ""  # ours, to be called back on


# What is said where a fact is unknown, so that the sentence still stands.
_OTHERWISE = {
    "first_name": "there",
    "contact": "the person in charge",
    "company": "your company",
    "hook": "what we spoke about",
    "pain_points": "what costs you time",
    "environment": "how you work today",
    "timeframe": "the months ahead",
    "last_spoken": "last time",
    "number": "my number",
}


def fill(words: str, facts: SpokenFacts) -> str:
    """
    Return `words` with its merge fields, such as {first_name}, filled from `facts`.

    An unknown fact becomes a neutral phrase; a field of another name stands as written.
    """
    known = {one.name: getattr(facts, one.name) for one in fields(facts)}

    def said(found: re.Match[str]) -> str:
        name = found[1]
        if name not in known:
            return found[0]
        return known[name].strip() or _OTHERWISE.get(name, "")

    return _FIELD.sub(said, words)


def unknown_fields(words: str) -> list[str]:
    """Return the merge fields in `words` that nothing would fill, each once, in their order."""
    known = {one.name for one in fields(SpokenFacts)}
    return list(dict.fromkeys(name for name in _FIELD.findall(words) if name not in known))
