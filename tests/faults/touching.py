"""`python -m tests.faults.touching`: log a touch on every prospect that is due, oldest last."""

import uuid

import django


def main() -> None:
    from cadence import rules
    from groundwork import clock
    from prospects.actions import log_touch
    from prospects.models import Prospect

    due = Prospect.objects.open().select_related("owner__team").order_by("-nag_at")
    for prospect in due:
        log_touch(
            prospect_id=prospect.pk,
            by=prospect.owner,
            now=clock.now(),
            outcome=rules.Outcome.NO_ANSWER,
            submission_id=uuid.uuid4(),
        )


if __name__ == "__main__":
    django.setup()
    main()
