"""Whether a try of a step has sent something that writes."""

import inspect

import pytest

from jobs.steps.writes import READS, Writes
from mesh.ports import Heroku, Kong

WRITES = {
    *("create_app", "set_buildpacks", "attach", "detach", "destroy_app", "set_config", "start_build", "roll_back", "scale"),
    *("restart_dyno", "restart_type", "add_domain"),
    *("create_service", "create_route", "change_route", "delete_route", "delete_service"),
}


class Port:
    """A port that breaks when it is read or written."""

    def dynos(self) -> None:
        raise OverflowError

    def scale(self) -> None:
        raise OverflowError


def test_a_write_counts_from_before_it_is_sent() -> None:
    writes = Writes()

    with pytest.raises(OverflowError):
        writes.watched(Port()).scale()

    assert writes.begun


def test_reading_writes_nothing() -> None:
    writes = Writes()

    with pytest.raises(OverflowError):
        writes.watched(Port()).dynos()

    assert not writes.begun


def test_every_method_of_the_ports_is_known_as_reading_or_writing() -> None:
    methods = {name for port in (Heroku, Kong) for name, _ in inspect.getmembers(port) if not name.startswith("_")}

    assert methods == READS | WRITES
    assert not READS & WRITES
