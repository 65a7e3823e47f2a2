from collections.abc import Iterator

import pytest

from tests.sources.fetch.site import FakeClock, Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
