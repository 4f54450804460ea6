"""Socket Mode: the same listeners behind a WebSocket that the bot opens, which is back soon after it is lost."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

import wiring
from jobs.queue import QUEUES
from tests.stories.town import Town, told, until

BACK_WITHIN_S = 15


@pytest.fixture
def by_socket() -> bool:
    return True


def answers_again(town: Town) -> bool:
    return town.says("operator", "/mesh help").private is not None


def test_a_command_is_stored_before_its_envelope_is_acknowledged(town: Town) -> None:
    delivery = town.says("operator", "/mesh add web-ui")
    assert "is on its way as `r-" in told(delivery)
    assert len(town.tools.store.recent(2)) == 1


def test_fifty_commands_at_once_are_all_acknowledged_in_time(town: Town) -> None:
    with ThreadPoolExecutor(50) as pool:
        deliveries = list(pool.map(lambda number: town.says("operator", f"/mesh add app-{number} --dry-run"), range(50)))
    assert {delivery.status for delivery in deliveries} == {200}
    assert max(delivery.ack_ms for delivery in deliveries) < 3000
    assert len(town.tools.store.recent(100)) == 50


def test_a_socket_that_is_cut_is_back_within_fifteen_seconds(town: Town) -> None:
    before = town.world.slack.sockets.open[0]
    town.tells("slack", "sockets", {"do": "cut"})
    took_s = until(lambda: town.world.slack.sockets.connected() and town.world.slack.sockets.open[-1] is not before, BACK_WITHIN_S)
    assert answers_again(town)
    assert took_s < BACK_WITHIN_S


def test_a_socket_that_slack_asks_to_open_again_is_back_within_fifteen_seconds(town: Town) -> None:
    before = town.world.slack.sockets.open[0]
    town.tells("slack", "sockets", {"do": "refresh"})
    until(lambda: town.world.slack.sockets.connected() and town.world.slack.sockets.open[-1] is not before, BACK_WITHIN_S)
    assert answers_again(town)


def test_the_process_is_ready_while_its_socket_is_connected_and_its_workers_live(town: Town) -> None:
    for queue in QUEUES:
        wiring.schedule().consumes(queue)
    assert probe(town, "healthz").status_code == 200
    until(lambda: probe(town, "readyz").json().get("socket") is True)
    assert probe(town, "readyz").status_code == 200


def probe(town: Town, name: str) -> httpx.Response:
    return httpx.get(f"{town.world.addresses.web}/{name}", trust_env=False)
