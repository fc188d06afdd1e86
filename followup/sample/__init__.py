"""Sample data: a team at work for four months, made by the house's own actions."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from cadence import rules
from followup.sample.companies import Company, companies
from followup.sample.stories import NO_ANSWER, STORIES, Step, Story
from people import actions as people
from people.models import Team, User
from prospects import actions as prospects
from prospects.models import Campaign, Prospect

TEAM = "Sunrise Systems"
ADMIN = ("admin@sunrise.example", "Robin Vale", User.Role.ADMIN, "America/New_York")
PEOPLE = (
    ADMIN,
    ("morgan@sunrise.example", "Morgan Ashe", User.Role.MANAGER, "America/New_York"),
    ("ana@sunrise.example", "Ana Whitlock", User.Role.REP, "America/New_York"),
    ("ben@sunrise.example", "Ben Castellan", User.Role.REP, "America/Chicago"),
    ("chloe@sunrise.example", "Chloé Marchand", User.Role.REP, "Europe/Paris"),
)
EUROPE_AND_BEYOND = frozenset({"GB", "FR", "DE", "SE", "AU"})
PAINS = (
    "Backups go to a disk that somebody takes home.",
    "Two servers past their guarantee, in a cupboard without air.",
    "Nobody knows how long a restore would take.",
    "The one who knew the machines has left.",
)
# Nobody is tried more often than this, whatever the calendar.
MOST_STEPS = 40


class SampleIsThere(Exception):
    """The team of the sample data exists already. The message says who signs in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The team, who signs in to it, and their password, which is kept nowhere."""

    team: Team
    people: Sequence[User]
    password: str
    prospects: int


@transaction.atomic
def make(*, now: datetime) -> Made:
    """Make the sample team with its prospects, all of it or nothing.

    What happened lies before `now`, at the times that the rule had planned.

    :raises SampleIsThere: if it was made before
    """
    if Team.objects.filter(name=TEAM).exists():
        there = User.objects.filter(team__name=TEAM).order_by("pk").values_list("email", flat=True)
        raise SampleIsThere(f"The sample team is there already: {', '.join(there)}.")
    begun = now - timedelta(days=130)
    team = people.create_team(name=TEAM, at=begun, country="US", timezone="America/New_York")
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    staff = [
        people.create_user(
            email=email, name=name, team=team, role=role, timezone=zone, password=password, at=begun
        )
        for email, name, role, zone in PEOPLE
    ]
    campaigns = _campaigns(team, at=begun)
    chance = random.Random(team.name)  # noqa: S311 (the same sample every time)
    for number, (company, story) in enumerate(zip(companies(), STORIES, strict=True)):
        _tell(company, story, _owner(company, staff, number), campaigns, now=now, chance=chance)
    return Made(team=team, people=staff, password=password, prospects=len(STORIES))


def _campaigns(team: Team, *, at: datetime) -> dict[bool, Campaign]:
    """Return the campaign of those who did not ask us, and of those who did."""
    return {
        False: prospects.create_campaign(team=team, slug="old-servers", name="Old servers", at=at),
        True: prospects.create_campaign(
            team=team, slug="website", name="Asked on our website", asked_us=True, at=at
        ),
    }


def _owner(company: Company, staff: Sequence[User], number: int) -> User:
    ana, ben, chloe = (user for user in staff if user.role == User.Role.REP)
    if company.country in EUROPE_AND_BEYOND:
        return chloe
    return (ana, ben)[number % 2]


def _tell(
    company: Company,
    story: Story,
    owner: User,
    campaigns: dict[bool, Campaign],
    *,
    now: datetime,
    chance: random.Random,
) -> None:
    """Open the prospect and live through its story, up to `now`."""
    began = now - timedelta(days=story.days_ago)
    prospect = prospects.open_prospect(
        team=owner.team,
        owner=owner,
        campaign=campaigns[story.asked_us],
        new=_lead(company, story, began=began, chance=chance),
        now=began,
    )
    at = began
    for number in range(MOST_STEPS):
        if number < len(story.steps):
            step = story.steps[number]
        elif story.keeps_up and prospect.is_open:
            step = NO_ANSWER
        else:
            break
        at = _when(step, prospect, after=at, chance=chance)
        if at >= now:
            break
        prospect = _log(step, prospect, at=at, now=now)
        if not prospect.is_open:
            break


def _people(company: Company, *, email: str, chance: random.Random) -> list[prospects.NewContact]:
    contacts = [
        prospects.NewContact(
            name=company.person,
            title=company.title,
            role=rules.Role.DECISION_MAKER.value,
            phone=company.phone,
            email=email,
        )
    ]
    if chance.random() < 0.4:
        contacts.append(
            prospects.NewContact(
                name="Front desk", role=rules.Role.GATEKEEPER.value, phone=company.phone
            )
        )
    return contacts


def _lead(
    company: Company, story: Story, *, began: datetime, chance: random.Random
) -> prospects.NewProspect:
    host = "".join(char for char in company.name.lower() if char.isascii() and char.isalnum())
    first = company.person.removeprefix("Dr. ").split()[0].lower()
    mailbox = "".join(char for char in first if char.isascii()) or "office"
    contacts = _people(company, email=f"{mailbox}@{host}.example", chance=chance)
    visits = [(began - timedelta(minutes=7), "https://sunrise.example/restore", "A restore, live")]
    return prospects.NewProspect(
        name=company.name,
        industry=company.industry,
        city=company.city,
        region=company.region,
        country=company.country,
        website=f"https://{host}.example",
        size=chance.choice([9, 14, 22, 35, 60, 120]),
        source="website" if story.asked_us else "old-servers list",
        hand_raiser=story.asked_us,
        pain_points=chance.choice(PAINS) if chance.random() < 0.6 else "",
        contacts=contacts,
        comments=story.comments,
        captured_at=began,
        web_visits=visits if story.asked_us else (),
    )


def _when(step: Step, prospect: Prospect, *, after: datetime, chance: random.Random) -> datetime:
    if step.hours is not None:
        return after + timedelta(hours=step.hours)
    planned = prospect.next_attempt_at or after
    return max(planned, after) + timedelta(minutes=chance.randrange(1, 12))


def _log(step: Step, prospect: Prospect, *, at: datetime, now: datetime) -> Prospect:
    details = dict(step.details)
    for name, days in step.days.items():
        details[name] = (at + timedelta(days=days)).date()
    if step.agreed is not None:
        details["promised_at"] = _agreed(step, prospect, at=at, now=now)
    logged = prospects.log_touch(
        prospect_id=prospect.pk,
        by=prospect.owner,
        now=at,
        outcome=step.outcome,
        channel=step.channel,
        details=details,
        note=step.note,
        hook=step.hook,
        submission_id=uuid4(),
    )
    return logged.prospect


def _agreed(step: Step, prospect: Prospect, *, at: datetime, now: datetime) -> datetime:
    """Return the agreed time: on a weekday on the prospect's own clock, never before the touch."""
    days, clock = step.agreed or (1, "10:00")
    zone = ZoneInfo(prospect.next_tz)
    day = (now if step.from_today else at).astimezone(zone).date()
    one = timedelta(days=-1 if days < 0 else 1)
    while days or day.weekday() >= 5:
        day += one
        if day.weekday() < 5 and days:
            days -= one.days
    moment = datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
    return max(moment, at + timedelta(minutes=30))
