"""Prospects of one town whose names are alike."""

from collections.abc import Sequence

from django.db import connection

from prospects.identifiers import name_key
from prospects.models import Prospect

# From here on two names are alike: the share of trigrams that both have, as pg_trgm counts it.
ALIKE = 0.5
_MOST = 5
_LOOKED_AT = 2_000
_FIRST_LETTERS = 3


def alike_in_town(prospect: Prospect) -> Sequence[tuple[int, float]]:
    """Return keys of prospects of the same team and town with names like `prospect`'s, and how
    like (0 to 1), the likest first.

    On SQLite only names that begin with the same letters are compared.
    """
    town = name_key(prospect.city)
    if not town or not prospect.name_key:
        return []
    if connection.vendor == "postgresql":
        found = _by_the_database(prospect)
    else:
        found = _one_by_one(prospect)
    near = [(key, like) for key, city, like in found if name_key(city) == town]
    return sorted(near, key=lambda pair: -pair[1])[:_MOST]


def _by_the_database(prospect: Prospect) -> list[tuple[int, str, float]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, city, similarity(name_key, %(name)s)
            FROM prospects_prospect
            WHERE team_id = %(team)s AND id <> %(own)s AND status <> 'merged' AND city <> ''
              AND name_key %% %(name)s AND similarity(name_key, %(name)s) >= %(alike)s
            LIMIT %(most)s
            """,
            {
                "name": prospect.name_key,
                "team": prospect.team_id,
                "own": prospect.pk,
                "alike": ALIKE,
                "most": _LOOKED_AT,
            },
        )
        return cursor.fetchall()


def _one_by_one(prospect: Prospect) -> list[tuple[int, str, float]]:
    start = prospect.name_key[:_FIRST_LETTERS]
    rows = (
        Prospect.objects.filter(
            team_id=prospect.team_id, name_key__gte=start, name_key__lt=f"{start}\U0010ffff"
        )
        .exclude(pk=prospect.pk)
        .exclude(status=Prospect.Status.MERGED)
        .exclude(city="")
    )
    compared = (
        (key, city, likeness(prospect.name_key, name))
        for key, city, name in rows.values_list("pk", "city", "name_key")[:_LOOKED_AT]
    )
    return [(key, city, like) for key, city, like in compared if like >= ALIKE]


def likeness(one: str, other: str) -> float:
    """Return how like two folded names are, from 0 to 1, as pg_trgm's `similarity` does."""
    mine, theirs = _trigrams(one), _trigrams(other)
    return len(mine & theirs) / (len(mine | theirs) or 1)


def _trigrams(name: str) -> set[str]:
    words = (f"  {word} " for word in name.split())
    return {word[at : at + 3] for word in words for at in range(len(word) - 2)}
