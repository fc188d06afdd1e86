"""Who works here: five teams of fifty reps, each with a manager; and whom each rank owns."""

from datetime import timedelta
from functools import cache
from random import Random
from uuid import UUID

from bench.population.chance import World, dice, public_id, rank, zipf
from people.models import Team, User
from prospects.models import Campaign

TEAMS = (
    ("Lakeside", "US", "America/Chicago"),
    ("Harbour", "US", "America/New_York"),
    ("Summit", "US", "America/Los_Angeles"),
    ("Thames", "GB", "Europe/London"),
    ("Spree", "DE", "Europe/Berlin"),
)
REPS_PER_TEAM = 50
REPS = REPS_PER_TEAM * len(TEAMS)
TOP_SHARE = 0.10  # of all prospects, what the busiest rep has
CAMPAIGNS_PER_TEAM = 3
AGE = timedelta(days=900)
PASSWORD = "yardstick and plumb line"  # noqa: S105 (of people who do not exist)


def teams(world: World) -> list[Team]:
    return [
        Team(
            id=number,
            public_id=_id(world, number, "team"),
            name=name,
            country=country,
            timezone=zone,
            created_at=world.at - AGE,
        )
        for number, (name, country, zone) in enumerate(TEAMS, start=1)
    ]


def rep_email(rank: int) -> str:
    """Return how the rep of a rank signs in. Rank 0 has the most prospects, and is of team 1."""
    return f"rep-{rank:03}@bench.example"


def manager_email(team: Team) -> str:
    return f"manager-{team.pk}@bench.example"


def rep_id(rank: int) -> int:
    return rank + 1


def manager_id(team: Team) -> int:
    return REPS + team.pk


def team_of(rank: int) -> int:
    """Return the key of the team that the rep of a rank belongs to."""
    return rank % len(TEAMS) + 1


def users(world: World, made: list[Team], *, password_hash: str) -> list[User]:
    """Return the reps by rank, then a manager for each team. All have the same password."""
    reps = [
        User(
            id=rep_id(rank),
            email=rep_email(rank),
            name=f"Rep {rank}",
            team=made[team_of(rank) - 1],
            role=User.Role.REP,
        )
        for rank in range(REPS)
    ]
    managers = [
        User(
            id=manager_id(team),
            email=manager_email(team),
            name=f"Manager of {team.name}",
            team=team,
            role=User.Role.MANAGER,
        )
        for team in made
    ]
    for user in (*reps, *managers):
        user.public_id = _id(world, user.id, "user")
        user.timezone = user.team.timezone
        user.password = password_hash
        user.created_at = world.at - AGE
    return [*reps, *managers]


def campaigns(world: World, made: list[Team]) -> list[Campaign]:
    """Return three campaigns for each team; the last one's leads asked us."""
    return [
        Campaign(
            id=campaign_id(team.pk, place),
            public_id=_id(world, campaign_id(team.pk, place), "campaign"),
            team=team,
            slug=f"campaign-{place}",
            name=f"Campaign {place}",
            asked_us=place == CAMPAIGNS_PER_TEAM,
            created_at=world.at - AGE,
        )
        for team in made
        for place in range(1, CAMPAIGNS_PER_TEAM + 1)
    ]


def campaign_id(team: int, place: int) -> int:
    return (team - 1) * CAMPAIGNS_PER_TEAM + place


def owner_rank(roll: Random) -> int:
    """Return the rank of the rep that a prospect belongs to."""
    return rank(roll, _shares())


@cache
def _shares() -> tuple[float, ...]:
    return zipf(REPS, TOP_SHARE)


def _id(world: World, number: int, what: str) -> UUID:
    return public_id(dice(world, number, what), world.at - AGE)
