import logging
from collections.abc import Iterator

import pytest

from clients.heroku import HerokuClient
from clients.heroku.build_log import Limits
from mesh.addresses import Source
from mesh.errors import PermanentFailure, TemporaryFailure
from sandbox.heroku import TOKEN, HerokuStandIn
from tests.clients.heroku.conftest import APP
from tests.clients.served import Served

SOURCE = Source("https://example.com/main.tar.gz")


@pytest.fixture
def heroku(served: Served) -> Iterator[HerokuClient]:
    client = HerokuClient(TOKEN, served.url, log_limits=Limits(quiet_s=0.3))
    yield client
    client.close()


def build_printing(text: str, stand_in: HerokuStandIn, heroku: HerokuClient) -> str:
    """Build an app so that its output is that text, and return the build's id."""
    stand_in.world.knobs.build_s = stand_in.world.knobs.build_start_s = 0
    build = heroku.start_build(APP, SOURCE, "r-1")
    stand_in.state()  # plays the end of the build, which prints too
    (log,) = stand_in.world.logs.values()
    log.lines = [(log.starts_at, text)]
    return build.id


def test_the_log_of_a_build_that_has_not_started_is_empty(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    stand_in.world.knobs.build_start_s = stand_in.world.knobs.build_s = 60

    assert heroku.build_log(APP, heroku.start_build(APP, SOURCE, "r-1").id, 30) == ""


def test_the_last_lines_are_returned_without_null_bytes(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    build = build_printing("one\ntwo\r\n\x00thr\x00ee\nfour", stand_in, heroku)

    assert heroku.build_log(APP, build, 3) == "two\nthree\nfour"


def test_a_build_that_still_runs_shows_what_it_printed_so_far(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    stand_in.world.knobs.build_start_s, stand_in.world.knobs.build_s = 0, 60
    build = heroku.start_build(APP, SOURCE, "r-1")

    assert heroku.build_log(APP, build.id, 30) != ""


def test_a_log_that_keeps_coming_is_left_after_its_time(served: Served, stand_in: HerokuStandIn) -> None:
    client = HerokuClient(TOKEN, served.url, log_limits=Limits(total_s=0.2, quiet_s=5))
    stand_in.world.knobs.build_start_s, stand_in.world.knobs.build_s = 0, 600
    build = client.start_build(APP, SOURCE, "r-1")
    (log,) = stand_in.world.logs.values()
    log.lines = [(log.starts_at + number / 20, f"line {number}\n") for number in range(10_000)]

    text = client.build_log(APP, build.id, 5000)
    client.close()

    assert text.startswith("line 0\n")
    assert len(text.splitlines()) < 100


def test_no_more_than_the_allowed_bytes_are_read(served: Served, stand_in: HerokuStandIn) -> None:
    client = HerokuClient(TOKEN, served.url, log_limits=Limits(bytes=1000))
    build = build_printing("0123456789\n" * 100_000, stand_in, client)

    read, _, note = client.build_log(APP, build, 10**6).rpartition("\n")
    assert len(read) <= 1000
    assert note == "[the log goes on; no more of it was read]"
    client.close()


def test_a_line_with_the_value_of_a_config_var_is_left_out(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    build = build_printing("before\nGREETING=canary-config-value\nFLAG is on\n", stand_in, heroku)

    assert heroku.build_log(APP, build, 30) == "before\n[a line with a secret was left out]\nFLAG is on"


def test_every_line_of_a_long_secret_is_left_out(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    heroku.set_config(APP, {"KEY": "-----BEGIN KEY-----\ncanary-line-1\ncanary-line-2\n"})
    build = build_printing("a\ncanary-line-1\ncanary-line-2\nb", stand_in, heroku)

    assert "canary" not in heroku.build_log(APP, build, 30)


def test_a_line_with_a_password_in_a_url_is_left_out(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    build = build_printing("npm i https://user:hunter2@registry.example.com/x\nhttps://example.com:443/a@b\n", stand_in, heroku)

    assert heroku.build_log(APP, build, 30) == "[a line with a secret was left out]\nhttps://example.com:443/a@b"


def test_two_requests_to_heroku_and_one_for_the_log_are_made(heroku: HerokuClient, stand_in: HerokuStandIn, served: Served) -> None:
    build = build_printing("a", stand_in, heroku)
    stand_in.requests.clear()

    heroku.build_log(APP, build, 30)

    assert served.asked[:2] == [f"GET /apps/{APP}/builds/{build}", f"GET /apps/{APP}/config-vars"]
    assert len(served.asked) == 3


@pytest.mark.parametrize(
    ("fault", "error"), [({"status": 503}, TemporaryFailure), ({"status": 410}, PermanentFailure), ({"reset": True}, TemporaryFailure)]
)
def test_the_signed_url_is_in_no_failure_and_no_log(  # noqa: PLR0917 - fixtures
    heroku: HerokuClient,
    stand_in: HerokuStandIn,
    served: Served,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, object],
    error: type[Exception],
) -> None:
    caplog.set_level(logging.DEBUG)
    build = build_printing("a", stand_in, heroku)
    heroku.build_log(APP, build, 30)
    served.go_wrong(path="^/streams/", **fault)

    with pytest.raises(error) as caught:
        heroku.build_log(APP, build, 30)

    told = f"{caplog.text} {caught.value!r} {caught.value.__cause__!r}"
    assert "signature" not in told
    assert "canary" not in told
