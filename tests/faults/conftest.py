"""A house to torment, on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.rig import Databases, Rig, migrated, rig


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with migrated(tmp_path_factory.mktemp("databases")) as both:
        yield both


@pytest.fixture(params=["postgres", "sqlite"])
def house(request, databases: Databases, tmp_path: Path) -> Iterator[Rig]:
    with rig(tmp_path, databases=databases, kind=request.param) as built:
        yield built
