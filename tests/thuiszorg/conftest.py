"""What the tests of the pull share."""

import pytest

from tests.thuiszorg.bron import Bron


@pytest.fixture(scope="session")
def fhirserver():
    """A real FHIR server in a process of its own; each test sets its whim."""
    server = Bron()
    yield server
    server.close()
