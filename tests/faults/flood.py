"""`python -m tests.faults.flood NUMBER`: queue webhooks to a server that never answers."""

import sys

import django


def main(number: int) -> None:
    from datetime import timedelta

    from groundwork import clock
    from outbox.models import Message

    now = clock.now()
    Message.objects.bulk_create(
        Message(
            kind="webhook",
            channel="webhook",
            # Documentation's own network: nobody is there.
            address=f"https://203.0.113.7/{place}",
            payload={"body": "{}"},
            created_at=now,
            next_try_at=now - timedelta(minutes=1),
        )
        for place in range(number)
    )


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
