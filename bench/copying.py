"""P1: how fast COPY fills the product's own tables, indexes and all; runs inside."""

import time
from dataclasses import replace

from django.db import transaction

from bench import loading
from bench.population import make
from bench.population.chance import World
from prospects.models import Contact, Identifier, Prospect

TABLES = (Prospect, Contact, Identifier)
ROUNDS = 5
# So far behind the last prospect that none pushed meanwhile has one of these keys.
_AHEAD = 50


def copying(world: World) -> dict[str, float]:
    """Return prospects, and rows of the three tables, a second. Nothing is left behind.

    A prospect is its own row, its contacts and its identifiers; what is copied in are
    prospects that the world does not have yet.
    """
    first = -(-world.prospects // make.STRETCH) + _AHEAD
    larger = replace(world, prospects=(first + ROUNDS) * make.STRETCH)
    rates = []
    for place in range(first, first + ROUNDS):
        rows = make.stretch(larger, place).rows
        texts = make.Stretch(rows={model: rows[model] for model in TABLES}).texts()
        count = sum(len(rows[model]) for model in TABLES)
        with transaction.atomic():
            began = time.perf_counter()
            loading.load(texts)
            took = time.perf_counter() - began
            transaction.set_rollback(True)
        rates.append((make.STRETCH / took, count / took))
    rates.sort()
    prospects, rows_a_second = rates[len(rates) // 2]
    return {"prospects": prospects, "rows": rows_a_second}
