"""`python -m tests.faults.changing_people`: half the reps leave, and the manager goes on leave.

Each at a moment of its own, while others raise reminders."""

from datetime import timedelta

import django


def main() -> None:
    from groundwork import clock
    from people.models import Team, User
    from prospects import actions

    team = Team.objects.get(name="Torment")
    now = clock.now()
    admin = User.objects.get(team=team, role=User.Role.ADMIN)
    reps = list(User.objects.filter(team=team, role=User.Role.REP).order_by("pk"))
    stay = reps[len(reps) // 2 :]
    for leaver in reps[: len(reps) // 2]:
        actions.part_with(person=leaver, to=stay, by=admin, now=clock.now())
    manager = User.objects.get(team=team, role=User.Role.MANAGER)
    today = now.date()
    actions.add_leave(
        user=manager, first_on=today, last_on=today + timedelta(days=9), by=admin, now=clock.now()
    )


if __name__ == "__main__":
    django.setup()
    main()
