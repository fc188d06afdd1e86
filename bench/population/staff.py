"""Who works here, as rows: five teams of fifty reps, each with a manager and three campaigns."""

from datetime import timedelta
from uuid import UUID

from bench.population import ranks
from bench.population.chance import World, dice, public_id
from people.models import Team, User
from prospects.models import Campaign

CAMPAIGNS_PER_TEAM = 3
AGE = timedelta(days=900)


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
        for number, (name, country, zone) in enumerate(ranks.TEAMS, start=1)
    ]


def users(world: World, made: list[Team], *, password_hash: str) -> list[User]:
    """Return the reps by rank, then a manager for each team. All have the same password."""
    reps = [
        User(
            id=ranks.rep_id(rank),
            email=ranks.rep_email(rank),
            name=f"Rep {rank}",
            team=made[ranks.team_of(rank) - 1],
            role=User.Role.REP,
        )
        for rank in range(ranks.REPS)
    ]
    managers = [
        User(
            id=ranks.manager_id(team.pk),
            email=ranks.manager_email(team.pk),
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


def _id(world: World, number: int, what: str) -> UUID:
    return public_id(dice(world, number, what), world.at - AGE)
