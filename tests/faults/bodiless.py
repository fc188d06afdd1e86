"""`python -m tests.faults.bodiless`: let the scan's heart beat without raising anything."""

import django


def main() -> None:
    from groundwork import clock
    from reminders import actions

    actions.beat("scan", now=clock.now())


if __name__ == "__main__":
    django.setup()
    main()
