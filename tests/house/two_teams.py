"""Two teams that must never learn of each other, each with a marker in everything it has."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from people.models import AuditEntry, Team, User
from people.permissions import SCOPES
from prospects import actions as prospects
from prospects.models import Appointment, Campaign, PlanChange, Prospect, Touch
from reminders.models import Reminder
from tests.factories import PASSWORD, TUESDAY, create_api_key, create_team, create_user, log

WHEN = TUESDAY - timedelta(seconds=4)


@dataclass
class Side:
    """One team with everything in it that another must not see."""

    marker: str
    team: Team = field(init=False)
    people: dict[str, User] = field(init=False)
    keys: dict[str, str] = field(init=False)  # name -> text
    prospect: Prospect = field(init=False)
    touch: Touch = field(init=False)
    batch: UUID = field(init=False)
    reminder: Reminder = field(init=False)
    lead_id: str = field(init=False)
    sessions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mark = self.marker
        self.team = create_team(name=f"Team {mark}")
        self.people = {
            name: create_user(
                team=self.team,
                role=role,
                email=f"{name}-{mark}@team.example",
                name=f"{name} {mark}",
            )
            for name, role in (
                ("rep", "rep"),
                ("colleague", "rep"),
                ("manager", "manager"),
                ("admin", "admin"),
            )
        }
        self.keys = {
            "key": self._key(scopes=sorted(SCOPES)),
            "poor_key": self._key(scopes=[]),
            "revoked_key": self._key(scopes=sorted(SCOPES), revoked=True),
        }
        self._pursue()
        self.lead_id = self._push_lead()

    @property
    def rep(self) -> User:
        return self.people["rep"]

    def _key(self, *, scopes: list[str], revoked: bool = False) -> str:
        key, text = create_api_key(
            team=self.team, scopes=scopes, default_source=f"source {self.marker}"
        )
        key.name = f"{key.name} {self.marker}"
        key.revoked_at = TUESDAY if revoked else None
        key.save()
        return text

    def _pursue(self) -> None:
        mark = self.marker
        campaign = Campaign.objects.create(
            team=self.team, slug=mark.lower(), name=f"Campaign {mark}", created_at=WHEN
        )
        told = ("environment", "pain_points", "timeframe", "budget", "industry", "city", "hook")
        self.prospect = prospects.open_prospect(
            team=self.team,
            owner=self.rep,
            campaign=campaign,
            now=TUESDAY - timedelta(days=9),
            new=prospects.NewProspect(
                name=f"Prospect {mark}",
                website=f"https://{mark}.example",
                comments=f"Comment {mark}",
                web_visits=[(WHEN, f"https://us.example/{mark}", f"Page {mark}")],
                custom={"note": mark},
                contacts=[
                    prospects.NewContact(
                        name=f"Dana {mark}",
                        title=f"Boss {mark}",
                        role="decision_maker",
                        email=f"dana-{mark}@{mark}.example",
                        phone="+13125550142",
                    )
                ],
                **{name: f"{name} {mark}" for name in told},
            ),
        )
        self.batch = prospects.snooze(
            prospect_ids=[self.prospect.pk],
            until=TUESDAY - timedelta(days=7),
            by=self.people["manager"],
            now=TUESDAY - timedelta(days=8),
            reason=f"Snoozed {mark}",
        )
        log(
            self.prospect,
            "appointment_set",
            at=TUESDAY - timedelta(days=6),
            note=f"Note {mark}",
            details={"promised_at": TUESDAY - timedelta(days=1), "place": f"Place {mark}"},
        )
        self.touch = log(self.prospect, "busy", at=WHEN, note=f"Note {mark}", hook=f"Hook {mark}")
        self.reminder = Reminder.objects.create(
            prospect=self.prospect,
            cycle=self.prospect.cycle,
            level=0,
            kind=Reminder.Kind.DUE,
            recipient=self.rep,
            due_at=WHEN,
            attempt_at=WHEN,
            raised_at=WHEN,
        )
        # Overdue, so that every list has something to show.
        Prospect.objects.filter(pk=self.prospect.pk).update(
            next_attempt_at=TUESDAY - timedelta(days=1),
            nag_at=TUESDAY - timedelta(days=1),
            overdue_at=TUESDAY - timedelta(hours=20),
        )
        self.prospect.refresh_from_db()

    def _push_lead(self) -> str:
        answer = Client().post(
            "/api/v1/leads/",
            {
                "company": {"name": f"Lead {self.marker}"},
                "external_id": self.marker,
                "comments": f"Lead comment {self.marker}",
            },
            content_type="application/json",
            headers={"authorization": f"Bearer {self.keys['key']}"},
        )
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    def sign_in(self, client: Client, name: str) -> None:
        """Give `client` the session of one of this side's people, made once."""
        if name not in self.sessions:
            client.force_login(self.people[name])
            self.sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]

    # --- what can be asked of it -----------------------------------------------------------------

    def kwargs(self, name: str) -> dict[str, Any]:
        """Return what the address of the door `name` takes, for this side's objects."""
        if name in _KWARGS:
            return _KWARGS[name](self)
        return {}

    def body(self, name: str) -> dict[str, Any]:
        """Return a sensible form, or API body, for the door `name`."""
        return _BODIES[name](self) if name in _BODIES else {}

    def query(self, name: str) -> dict[str, str]:
        return {"rep": self.rep.email} if name == "prospects:queue" else {}

    def pursuits(self) -> list[Any]:
        """Return everything about this team's prospects, to see whether anybody changed it."""
        mine = {"prospect__team": self.team}
        return [
            list(Prospect.objects.filter(team=self.team).order_by("pk").values()),
            list(Touch.objects.filter(**mine).order_by("pk").values()),
            list(PlanChange.objects.filter(**mine).order_by("pk").values()),
            list(Appointment.objects.filter(**mine).order_by("pk").values()),
            list(Reminder.objects.filter(**mine).order_by("pk").values()),
        ]

    def standing(self) -> list[Any]:
        """Return everything that matters of this team, its people and keys included."""
        return [
            *self.pursuits(),
            list(self.team.leads.order_by("pk").values("fate", "judged_at", "seen_at")),
            list(
                User.objects.filter(team=self.team)
                .order_by("pk")
                .values("email", "password", "role", "theme", "timezone", "is_active")
            ),
            list(self.team.api_keys.order_by("pk").values("scopes", "revoked_at", "secret_hash")),
            AuditEntry.objects.filter(team=self.team).count(),
        ]


def _of_prospect(side: Side) -> dict[str, Any]:
    return {"public_id": side.prospect.public_id}


def _of_reminder(side: Side) -> dict[str, Any]:
    return {"public_id": side.reminder.public_id}


def _of_lead(side: Side) -> dict[str, Any]:
    return {"public_id": side.lead_id}


_KWARGS = {
    "desk:card": _of_prospect,
    "desk:log": _of_prospect,
    "desk:move": _of_prospect,
    "desk:reopen": _of_prospect,
    "desk:prospect": _of_prospect,
    "desk:undo": lambda side: {
        "public_id": side.prospect.public_id,
        "touch_id": side.touch.public_id,
    },
    "prospects:detail": _of_prospect,
    "prospects:touches": _of_prospect,
    "dashboards:undo": lambda side: {"batch": side.batch},
    "reminders:see": _of_reminder,
    "reminders_api:seen": _of_reminder,
    "intake:lead": _of_lead,
    "intake:replay": _of_lead,
    "account_confirm_email": lambda side: {"key": "not-a-key"},
    "account_reset_password_from_key": lambda side: {"uidb36": "zz", "key": "not-a-key"},
}


def _change(side: Side) -> dict[str, Any]:
    return {
        "pick": f"{side.prospect.public_id}:{side.prospect.cycle}",
        "do": "hand-over",
        "to": str(side.people["colleague"].public_id),
        "reason": "On leave.",
    }


_BODIES = {
    "desk:log": lambda side: {"outcome": "no_answer", "submission_id": uuid4()},
    "desk:undo": lambda side: {"submission_id": uuid4()},
    "desk:move": lambda side: {"move-when": "tomorrow 10:00", "move-reason": "They are away."},
    "desk:preferences": lambda side: {
        "theme": "dark",
        "timezone": "Europe/Paris",
        "single_key_shortcuts": "on",
    },
    "dashboards:preview": _change,
    "dashboards:change": _change,
    "prospects:touches": lambda side: {"outcome": "no_answer", "rep": side.rep.email},
    "intake:leads": lambda side: {"company": {"name": "Quite new"}, "external_id": str(uuid4())},
    "account_login": lambda side: {"login": "nobody@team.example", "password": "a wrong one"},
    "account_reset_password": lambda side: {"email": "nobody@team.example"},
    "account_change_password": lambda side: {"oldpassword": "a wrong one", "password1": PASSWORD},
    "account_reauthenticate": lambda side: {"password": "a wrong one"},
    "account_signup": lambda side: {"email": "new@team.example", "password1": PASSWORD},
}


def visitor(name: str, *, ours: Side, theirs: Side) -> tuple[Client, dict[str, str]]:
    """Return the client of a visitor of `ours`, and the headers that they send."""
    client = Client(raise_request_exception=False)
    if name == "strange_key":
        return client, {"authorization": f"Bearer {theirs.keys['key']}"}
    if name in ours.keys:
        return client, {"authorization": f"Bearer {ours.keys[name]}"}
    if name in ours.people:
        ours.sign_in(client, name)
    elif name == "stranger":
        theirs.sign_in(client, "rep")
    elif name == "strange_manager":
        theirs.sign_in(client, "manager")
    return client, {}


def is_strange(name: str) -> bool:
    return name.startswith("strange")


__all__ = ["Side", "is_strange", "visitor"]
