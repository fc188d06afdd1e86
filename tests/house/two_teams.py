"""Two teams that must never learn of each other, each with a marker in everything it has."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from cadence import rules
from cadence.exceptions import Change, Day
from cadence.models import HolidayOverride, LawOverride, Policy
from desk.cadence.forms import PolicyForm
from intake.imports import actions as imports
from intake.imports.models import Import
from intake.models import PossibleDuplicate
from intake.webhooks import actions as webhooks
from intake.webhooks.models import WebhookEndpoint
from outbox.models import Message
from people.actions import add_leave, add_number
from people.models import ApiKey, AuditEntry, Leave, OwnNumber, Team, User
from people.permissions import SCOPES
from playbook.models import Angle, Article, Script
from prospects import actions as prospects
from prospects.models import (
    Appointment,
    AskedTime,
    Campaign,
    PlanChange,
    Prospect,
    Territory,
    Touch,
)
from reminders.models import Pause, Reminder, Word
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
    word: Word = field(init=False)
    pause: Pause = field(init=False)
    leave: Leave = field(init=False)
    policy: Policy = field(init=False)
    law: LawOverride = field(init=False)
    day: HolidayOverride = field(init=False)
    number: OwnNumber = field(init=False)
    lead_id: str = field(init=False)
    webhook: WebhookEndpoint = field(init=False)
    file: Import = field(init=False)
    job_id: str = field(init=False)
    asked: AskedTime = field(init=False)
    pair: PossibleDuplicate = field(init=False)
    vendor: ApiKey = field(init=False)  # a key to be taken away
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
        self._write_down()
        self.lead_id = self._push_lead()
        self.webhook = self._listen()
        self.file = self._upload()
        self.job_id = self._push_leads()
        self._look_alike()
        self._set_up_the_team()

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
        self._say()
        # Overdue, so that every list has something to show.
        Prospect.objects.filter(pk=self.prospect.pk).update(
            next_attempt_at=TUESDAY - timedelta(days=1),
            nag_at=TUESDAY - timedelta(days=1),
            overdue_at=TUESDAY - timedelta(hours=20),
        )
        self.prospect.refresh_from_db()

    def _say(self) -> None:
        self.word = Word.objects.create(
            prospect=self.prospect,
            cycle=self.prospect.cycle,
            kind=Word.Kind.NUDGE,
            words=f"Words {self.marker}",
            by=self.people["manager"],
            to=self.rep,
            batch=self.batch,
            at=WHEN - timedelta(days=1),  # so that a nudge may come again
        )
        self.pause = Pause.objects.create(
            team=self.team,
            prospect=self.prospect,
            by=self.people["manager"],
            reason=f"Rests {self.marker}",
            at=WHEN,
            until=TUESDAY + timedelta(days=1),
        )

    def _write_down(self) -> None:
        """Give it a policy, and one page of each kind in its playbook."""
        mark = self.marker
        Policy.objects.create(team=self.team, name=f"policy {mark}", created_at=WHEN)
        Script.objects.create(team=self.team, name=f"Script {mark}", moment="opening", body="Hi")
        Angle.objects.create(team=self.team, title=f"Angle {mark}")
        Article.objects.create(
            team=self.team, title=f"Article {mark}", url=f"https://us.example/{mark}"
        )

    def _set_up_the_team(self) -> None:
        manager, ahead = self.people["manager"], TUESDAY.date() + timedelta(days=30)
        self.leave = add_leave(
            user=self.rep,
            first_on=ahead,
            last_on=ahead + timedelta(days=3),
            note=f"Leave {self.marker}",
            by=manager,
            now=WHEN,
        )
        self.policy, _ = prospects.change_policy(
            team=self.team, by=manager, name="default", numbers={"nurture_days": 20}, now=WHEN
        )
        self.law, _ = prospects.change_law(
            team=self.team, change=Change(country="US", max_attempts=2), by=manager, now=WHEN
        )
        self.day, _ = prospects.add_day(
            team=self.team,
            day=Day(on=ahead),
            name=f"Outing {self.marker}",
            by=manager,
            now=WHEN,
        )
        self.number = add_number(
            team=self.team,
            number="+13125550199",
            label=f"Line {self.marker}",
            by=manager,
            now=WHEN,
        )

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

    def _look_alike(self) -> None:
        """Two prospects that may be one, and a key that nobody uses."""
        pushed = Prospect.objects.filter(team=self.team).exclude(pk=self.prospect.pk).latest("pk")
        self.pair = PossibleDuplicate.objects.create(
            team=self.team, older=self.prospect, newer=pushed, likeness=90, found_at=WHEN
        )
        Territory.objects.create(
            team=self.team, rep=self.rep, region=f"Region {self.marker}", created_at=WHEN
        )
        self.asked = AskedTime.objects.create(
            prospect=self.prospect,
            asked_at=TUESDAY + timedelta(days=3),
            kind="attempt",
            note=f"Asked {self.marker}",
            source=f"source {self.marker}",
            stood_at=TUESDAY + timedelta(days=2),
            told_at=WHEN,
        )
        prospects.keep_view(
            name=f"View {self.marker}", query="", is_shared=True, by=self.rep, now=WHEN
        )
        self.vendor, _ = create_api_key(team=self.team, default_source=f"vendor {self.marker}")
        ApiKey.objects.filter(pk=self.vendor.pk).update(name=f"Vendor {self.marker}")

    def _push_leads(self) -> str:
        """Push leads to be judged in the background; return the id of the job."""
        lead = f'[{{"company": {{"name": "Later {self.marker}"}}}}]'
        answer = Client().post(
            "/api/v1/leads/batch/?mode=async",
            lead.encode(),
            "application/json",
            headers={"authorization": f"Bearer {self.keys['key']}"},
        )
        return answer.json()["id"]

    def _listen(self) -> WebhookEndpoint:
        admin = self.people["admin"]
        endpoint, _ = webhooks.create_endpoint(
            url=f"https://{self.marker}.example/hook",
            name=f"Webhook {self.marker}",
            events=["import.finished"],
            by=admin,
            now=WHEN,
        )
        webhooks.send_test(endpoint_id=endpoint.pk, by=admin, now=WHEN)
        # Given up, so that it can be sent again.
        endpoint.deliveries.update(state="failed", body=f"Told {self.marker}")
        Message.objects.filter(about=f"webhook:{endpoint.pk}").update(state="dead")
        return endpoint

    def _upload(self) -> Import:
        return imports.store_upload(
            upload=io.BytesIO(f"Company\nFrom a file of {self.marker}\n".encode()),
            name=f"{self.marker}.csv",
            by=self.people["manager"],
            now=WHEN,
        )

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
            list(Word.objects.filter(**mine).order_by("pk").values()),
            list(Pause.objects.filter(team=self.team).order_by("pk").values()),
        ]

    def standing(self) -> list[Any]:
        """Return everything that matters of this team, its people and keys included."""
        return [
            *self.pursuits(),
            list(self.team.webhooks.order_by("pk").values()),
            list(self.team.views.order_by("pk").values()),
            list(Import.objects.filter(team=self.team).order_by("pk").values()),
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


def _of_person(side: Side) -> dict[str, Any]:
    return {
        "public_id": side.prospect.public_id,
        "person_id": side.prospect.contacts.get().public_id,
    }


def _of_rep(side: Side) -> dict[str, Any]:
    return {"public_id": side.rep.public_id}


def _of_reminder(side: Side) -> dict[str, Any]:
    return {"public_id": side.reminder.public_id}


def _of_job(side: Side) -> dict[str, Any]:
    return {"job_id": side.job_id}


def _of_time(side: Side) -> dict[str, Any]:
    return {"asked_id": side.asked.public_id}


def _of_territory(side: Side) -> dict[str, Any]:
    return {"public_id": Territory.objects.get(team=side.team).public_id}


def _of_pair(side: Side) -> dict[str, Any]:
    return {"public_id": side.pair.public_id}


def _of_key(side: Side) -> dict[str, Any]:
    return {"public_id": side.vendor.public_id}


def _of_lead(side: Side) -> dict[str, Any]:
    return {"public_id": side.lead_id}


def _of_file(side: Side) -> dict[str, Any]:
    return {"public_id": side.file.public_id}


def _of_webhook(side: Side) -> dict[str, Any]:
    return {"public_id": side.webhook.public_id}


def _of_delivery(side: Side) -> dict[str, Any]:
    return {**_of_webhook(side), "delivery_id": side.webhook.deliveries.get().public_id}


_HOOK = {"name": "Theirs", "events": ["touch.logged"]}
_KWARGS = {
    "imports:import": _of_file,
    "imports:name": _of_file,
    "imports:start": _of_file,
    "imports:cancel": _of_file,
    "imports:discard": _of_file,
    "imports:take-back": _of_file,
    "imports:refused": _of_file,
    "webhooks:webhook": _of_webhook,
    "webhooks:test": _of_webhook,
    "webhooks:rotate": _of_webhook,
    "webhooks:pause": _of_webhook,
    "webhooks:resume": _of_webhook,
    "webhooks:remove": _of_webhook,
    "webhooks:delivery": _of_delivery,
    "webhooks:redeliver": _of_delivery,
    "webhooks_api:webhook": _of_webhook,
    "webhooks_api:secret": _of_webhook,
    "webhooks_api:test": _of_webhook,
    "webhooks_api:deliveries": _of_webhook,
    "webhooks_api:redeliver": _of_delivery,
    "desk:card": _of_prospect,
    "desk:log": _of_prospect,
    "desk:move": _of_prospect,
    "desk:view-remove": lambda side: {"public_id": side.team.views.get(owner=side.rep).public_id},
    "desk:claim": _of_prospect,
    "desk:claim-end": _of_prospect,
    "desk:reopen": _of_prospect,
    "desk:prospect": _of_prospect,
    "desk:known": lambda side: {"public_id": side.prospect.public_id, "column": "budget"},
    "desk:edit": _of_prospect,
    "desk:person-add": _of_prospect,
    "desk:person": _of_person,
    "desk:person-remove": _of_person,
    "desk:undo": lambda side: {
        "public_id": side.prospect.public_id,
        "touch_id": side.touch.public_id,
    },
    "prospects:detail": _of_prospect,
    "prospects:touches": _of_prospect,
    "prospects:contacts": _of_prospect,
    "prospects:contact": lambda side: {"public_id": side.prospect.contacts.get().public_id},
    "prospects:close": _of_prospect,
    "prospects:reopen": _of_prospect,
    "prospects:hand-over": _of_prospect,
    "prospects:snooze": _of_prospect,
    "prospects:merge": _of_prospect,
    "prospects:campaign": lambda side: {"public_id": side.team.campaigns.get().public_id},
    "prospects:policy": lambda side: {"public_id": side.policy.public_id},
    "prospects:user": lambda side: {"public_id": side.people["colleague"].public_id},
    "playbook:script": lambda side: {"public_id": side.team.scripts.get().public_id},
    "playbook:angle": lambda side: {"public_id": side.team.angles.get().public_id},
    "playbook:article": lambda side: {"public_id": side.team.articles.get().public_id},
    "dashboards:undo": lambda side: {"batch": side.batch},
    "dashboards:unsay": lambda side: {"batch": side.batch},
    "cadence:back": lambda side: {"public_id": side.policy.public_id},
    "cadence:campaign": lambda side: {"public_id": side.prospect.campaign.public_id},
    "cadence:law-end": lambda side: {"public_id": side.law.public_id},
    "cadence:day-remove": lambda side: {"day_id": side.day.pk},
    "cadence:calling-hours": _of_prospect,
    "team:person": _of_rep,
    "team:invite-again": _of_rep,
    "team:leave-add": _of_rep,
    "team:leave-end": lambda side: {**_of_rep(side), "leave_id": side.leave.pk},
    "team:close": _of_rep,
    "team:reopen": _of_rep,
    "team:number-use": lambda side: {"public_id": side.number.public_id},
    "reminders:see": _of_reminder,
    "reminders_api:seen": _of_reminder,
    "reminders:see-word": lambda side: {"public_id": side.word.public_id},
    "reminders:unsubscribe": lambda side: {"public_id": side.word.public_id},
    "reminders:lift": lambda side: {"public_id": side.pause.public_id},
    "intake:lead": _of_lead,
    "desk:choose-time": _of_time,
    "desk:undo-time": _of_time,
    "territories:remove": _of_territory,
    "intake:withdraw": _of_lead,
    "duplicates:pair": _of_pair,
    "duplicates:merge": _of_pair,
    "duplicates:tell-apart": _of_pair,
    "duplicates:undo": _of_pair,
    "pushed:lead": _of_lead,
    "pushed:replay": _of_lead,
    "pushed:withdraw": _of_lead,
    "keys:rotate": _of_key,
    "keys:revoke": _of_key,
    "intake:job": _of_job,
    "intake:job-errors": _of_job,
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


def _numbers(**changed: int) -> dict[str, Any]:
    """The policy's form, filled as the page shows it."""
    form = PolicyForm(policy=rules.Policy())
    shown = {name: form[name].value() for name in form.fields}
    return {name: form.fields[name].prepare_value(shown[name]) for name in shown} | changed


_BODIES = {
    "imports:name": lambda side: {
        "source": "fair",
        "day_first": "no",
        "delimiter": ",",
        "encoding": "utf-8",
        "column-0": "company.name",
    },
    "webhooks:webhooks": lambda side: {**_HOOK, "url": "https://hook.example/"},
    "webhooks:webhook": lambda side: {**_HOOK, "url": "https://hook.example/"},
    "webhooks_api:webhooks": lambda side: {**_HOOK, "address": "https://hook.example/"},
    "webhooks_api:webhook": lambda side: _HOOK,
    "desk:log": lambda side: {"outcome": "no_answer", "submission_id": uuid4()},
    "desk:view-keep": lambda side: {"name": "Mine", "shared": "true"},
    "desk:script": lambda side: {"body": "Hi {first_name}"},
    "desk:undo": lambda side: {"submission_id": uuid4()},
    "desk:move": lambda side: {"move-when": "tomorrow 10:00", "move-reason": "They are away."},
    "desk:preferences": lambda side: {
        "theme": "dark",
        "timezone": "Europe/Paris",
        "single_key_shortcuts": "on",
    },
    "reminders:wishes": lambda side: {"quiet_from": "20:00", "quiet_until": "07:00"},
    "reminders:pause": lambda side: {
        "rep": str(side.rep.public_id),
        "on": "2026-03-05",
        "at": "09:00",
        "reason": "Trade fair",
    },
    "dashboards:say": lambda side: {
        "pick": f"{side.prospect.public_id}:{side.prospect.cycle}",
        "do": "nudge",
        "words": "Please call today.",
    },
    "dashboards:preview": _change,
    "dashboards:change": _change,
    "cadence:preview": lambda side: _numbers(attempts_per_phase=9),
    "cadence:save": lambda side: _numbers(attempts_per_phase=9),
    "cadence:forecast": lambda side: _numbers(attempts_per_phase=9),
    "cadence:new": lambda side: {"name": "Slow"},
    "cadence:campaign": lambda side: {"follows": "default"},
    "cadence:law-change": lambda side: {"country": "FR", "weekdays": "10-12"},
    "cadence:day-add": lambda side: {"day-on": "2026-12-24", "day-is_holiday": "yes"},
    "team:new": lambda side: {
        "name": "Somebody New",
        "email": "new@team.example",
        "role": "rep",
        "timezone": "Europe/Paris",
    },
    "team:person": lambda side: {
        "name": "Another Name",
        "role": "rep",
        "timezone": "Europe/Paris",
        "day_0": "9-12",
        "capacity_per_day": 40,
        "capacity_per_half_hour": 4,
    },
    "team:leave-add": lambda side: {
        "first_on": "2026-06-01",
        "last_on": "2026-06-05",
        "kind": "leave",
    },
    "team:close": lambda side: {"to": str(side.people["colleague"].public_id)},
    "team:number-add": lambda side: {"number": "+1 312 555 0177", "label": "North"},
    "team:number-use": lambda side: {"use": "no"},
    "prospects:touches": lambda side: {"outcome": "no_answer", "rep": side.rep.email},
    "prospects:all-touches": lambda side: {
        "prospect": str(side.prospect.public_id),
        "outcome": "no_answer",
        "rep": side.rep.email,
    },
    "prospects:list": lambda side: {"name": "Quite new"},
    "prospects:detail": lambda side: {"industry": "Wholesale"},
    "prospects:contacts": lambda side: {"name": "Sam"},
    "prospects:contact": lambda side: {"title": "Chief"},
    "prospects:close": lambda side: {"status": "won", "rep": side.rep.email},
    "prospects:hand-over": lambda side: {"to": side.people["colleague"].email},
    "prospects:merge": lambda side: {"into": str(side.prospect.public_id)},  # with itself
    "prospects:snooze": lambda side: {"until": "2026-03-06T15:00:00Z", "reason": "They are away."},
    "prospects:campaigns": lambda side: {"slug": f"new-{uuid4()}", "name": "New"},
    "prospects:campaign": lambda side: {"name": "Otherwise"},
    "prospects:policies": lambda side: {"name": "quite new"},
    "prospects:policy": lambda side: {"numbers": {"nurture_days": 40}},
    "prospects:users": lambda side: {
        "email": f"{uuid4()}@team.example",
        "name": "Quite New",
        "role": "rep",
    },
    "prospects:user": lambda side: {"name": "Otherwise"},
    "playbook:scripts": lambda side: {"name": "New", "moment": "call", "body": "Hi {first_name}"},
    "playbook:script": lambda side: {"name": "Otherwise"},
    "playbook:angles": lambda side: {"title": "Quite new"},
    "playbook:angle": lambda side: {"title": "Otherwise"},
    "playbook:articles": lambda side: {"title": "New", "link": "https://us.example/new"},
    "playbook:article": lambda side: {"title": "Otherwise"},
    "intake:leads": lambda side: {"company": {"name": "Quite new"}, "external_id": str(uuid4())},
    "intake:batch": lambda side: [{"company": {"name": f"Quite new {uuid4()}"}}],
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
