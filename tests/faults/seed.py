"""`python -m tests.faults.seed REPS LATE COMING SECONDS`: fill a fresh database, print the work.

Run with the environment of the house that it fills. Prints JSON for the oracle.
"""

import json
import random
import sys
from datetime import timedelta

import django


def main(reps: int, late: int, coming: int, within: float) -> None:
    from groundwork import clock
    from people.models import Team, User
    from prospects.models import Prospect

    now = clock.now()
    chance = random.Random(f"{reps}/{late}/{coming}")
    team = Team.objects.create(name="Torment", country="", timezone="UTC", created_at=now)
    manager, *sellers = User.objects.bulk_create(
        User(
            email=f"person{number}@team.example",
            name=f"Person {number}",
            team=team,
            role="rep" if number else "manager",
            hours={str(weekday): [[0, 24 * 60]] for weekday in range(7)},
            created_at=now,
        )
        for number in range(reps + 1)
    )
    times = [now - timedelta(hours=26, seconds=chance.uniform(0, 1800)) for _ in range(late)]
    times += [now + timedelta(seconds=chance.uniform(2, within)) for _ in range(coming)]
    prospects = Prospect.objects.bulk_create(
        Prospect(
            team=team,
            owner=sellers[place % reps],
            name=f"Company {place}",
            next_attempt_at=at,
            nag_at=at,
            overdue_at=at + timedelta(hours=2),
            next_local_date=at.date(),
            next_local_time=at.time(),
            next_tz="UTC",
            next_channel="call",
            next_kind="attempt",
            phase="chase",
            urgency=2,
            recorded_at=now,
            updated_at=now,
        )
        for place, at in enumerate(times)
    )
    work = {
        "dues": [
            [each.pk, each.cycle, each.owner_id, each.next_attempt_at.isoformat()]
            for each in prospects
        ],
        "manager": manager.pk,
        "addresses": {user.pk: user.email for user in (manager, *sellers)},
    }
    sys.stdout.write(json.dumps(work))


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
