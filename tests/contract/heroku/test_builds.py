"""Builds: pending, then succeeded with a release or failed without one, and a log that grows meanwhile."""

import httpx
import pytest

from .served import SOURCE, Served

KONG_APP = ["heroku/nodejs", "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit"]


@pytest.fixture
def created(heroku: Served) -> Served:
    heroku.create("web-ui")
    heroku.put("/apps/web-ui/buildpack-installations", {"updates": [{"buildpack": buildpack} for buildpack in KONG_APP]})
    return heroku


def _log(build: dict[str, str], **headers: str) -> httpx.Response:
    return httpx.get(build["output_stream_url"], headers=headers, trust_env=False)


def test_a_build_is_pending_without_a_release_at_first(created: Served) -> None:
    build = created.start_build("web-ui", version="r-7k3f")

    assert (build["status"], build["release"], build["slug"]) == ("pending", None, None)
    assert build["source_blob"] == {"checksum": None, "url": SOURCE, "version": "r-7k3f", "version_description": None}


def test_a_build_that_succeeds_names_its_release(created: Served) -> None:
    created.start_build("web-ui", version="r-7k3f")
    created.clock.forward(2.9)
    early = created.get("/apps/web-ui/builds").json()[0]
    created.clock.forward(0.1)
    [build] = created.get("/apps/web-ui/builds").json()

    release = created.get(f"/apps/web-ui/releases/{build['release']['id']}").json()

    assert (early["status"], build["status"]) == ("pending", "succeeded")
    assert (release["version"], release["status"], release["current"], release["description"]) == (3, "succeeded", True, "Deploy r-7k3f")
    assert release["slug"] == build["slug"]


def test_the_first_deploy_brings_a_formation_and_one_web_dyno(created: Served) -> None:
    created.script(processes={"web": "npm start", "worker": "node worker.js"})
    before = created.patch("/apps/web-ui/formation", {"updates": [{"type": "web", "quantity": 1}]})
    created.deploy("web-ui")
    starting = created.dyno_states("web-ui")
    created.clock.forward(1)

    assert (before.status_code, before.json()["message"]) == (404, "Couldn't find that process type (web).")
    assert created.state()["apps"]["web-ui"]["formation"] == {
        "web": {"quantity": 1, "size": "Basic"},
        "worker": {"quantity": 0, "size": "Basic"},
    }
    assert starting == [("web.1", "starting", 3)]
    assert created.dyno_states("web-ui") == [("web.1", "up", 3)]


def test_a_build_that_fails_makes_no_release_and_says_why(created: Served) -> None:
    created.script(match="web-ui", fail=True)

    build = created.deploy("web-ui")

    assert (build["status"], build["release"]) == ("failed", None)
    assert created.newest_release("web-ui")["version"] == 2
    assert _log(build).text.endswith(" !     Push rejected, failed to compile Node.js app.\n\n !     Push failed\n")


def test_a_script_holds_for_the_builds_it_matches_and_as_often_as_it_says(created: Served) -> None:
    created.script(match="/other/", fail=True)
    created.script(match="mars/web-ui", fail=True, count=1, log="the disk is full")

    first, second = created.deploy("web-ui"), created.deploy("web-ui")

    assert (first["status"], second["status"]) == ("failed", "succeeded")
    assert "the disk is full" in _log(first).text


def test_the_dynos_of_a_slug_that_crashes_crash(created: Served) -> None:
    created.script(crash=True)

    created.deploy("web-ui")
    created.clock.forward(1)

    assert created.dyno_states("web-ui") == [("web.1", "crashed", 3)]


def test_a_build_may_have_buildpacks_of_its_own_but_an_empty_list_means_those_of_the_app(created: Served) -> None:
    own = created.post("/apps/web-ui/builds", {"source_blob": {"url": SOURCE}, "buildpacks": [{"url": "heroku/ruby"}]}).json()
    apps = created.post("/apps/web-ui/builds", {"source_blob": {"url": SOURCE}, "buildpacks": []}).json()

    assert [buildpack["name"] for buildpack in own["buildpacks"]] == ["heroku/ruby"]
    assert [buildpack["name"] for buildpack in apps["buildpacks"]] == KONG_APP


def test_builds_without_any_wait_are_over_at_the_next_look(created: Served) -> None:
    created.http.patch("/_sandbox/settings", json={"build_s": 0, "dyno_start_s": 0})

    build = created.start_build("web-ui")

    assert build["status"] == "pending"
    assert created.get(f"/apps/web-ui/builds/{build['id']}").json()["status"] == "succeeded"
    assert created.dyno_states("web-ui") == [("web.1", "up", 3)]


def test_without_buildpacks_the_language_is_detected_or_not(heroku: Served) -> None:
    heroku.create("plain")
    heroku.create("empty")
    heroku.script(match="^empty$", language="")

    plain, empty = heroku.deploy("plain"), heroku.deploy("empty")

    assert (plain["status"], plain["buildpacks"][0]["name"]) == ("succeeded", "heroku/nodejs")
    assert empty["status"] == "failed"
    assert "No default language could be detected for this app." in _log(empty).text


def test_an_app_on_an_ended_stack_can_no_longer_be_built(heroku: Served) -> None:
    heroku.post("/_sandbox/apps", {"name": "old-kong", "stack": "heroku-18"})

    build = heroku.deploy("old-kong")

    assert build["status"] == "failed"
    assert "The heroku-18 stack is end-of-life" in _log(build).text


def test_the_log_is_not_there_until_the_build_has_a_dyno(created: Served) -> None:
    build = created.start_build("web-ui")

    young = _log(build).status_code
    created.clock.forward(3)

    assert (young, _log(build).status_code) == (404, 200)


def test_the_log_tells_each_buildpack_in_order(created: Served) -> None:
    text = _log(created.deploy("web-ui")).text

    places = [text.index(f"-----> {name} app detected") for name in ("Node.js", "Kong", "Runit")]
    assert places == sorted(places)
    assert "Released v3\n" in text


def test_the_log_grows_while_it_is_read(created: Served) -> None:
    build = created.start_build("web-ui")
    created.clock.forward(0.3)

    with httpx.stream("GET", build["output_stream_url"], trust_env=False) as stream:
        pieces = stream.iter_bytes()
        first = next(pieces)
        created.clock.forward(3)
        rest = b"".join(pieces)

    assert first.startswith(b"-----> Building on the Heroku-24 stack")
    assert b"Launching" not in first
    assert b"Launching" in rest
    assert stream.headers["Transfer-Encoding"] == "chunked"


def test_the_log_goes_on_from_a_byte(created: Served) -> None:
    build = created.deploy("web-ui")
    whole = _log(build).content

    answer = _log(build, Range="bytes=100-")

    assert (answer.status_code, answer.content) == (206, whole[100:])


def test_the_log_is_nobodys_without_its_signature(created: Served) -> None:
    build = created.deploy("web-ui")

    assert "canary" in build["output_stream_url"]
    assert httpx.get(build["output_stream_url"].partition("?")[0], trust_env=False).status_code == 404


def test_a_build_can_be_canceled_once(created: Served) -> None:
    build = created.start_build("web-ui")

    canceled = created.delete(f"/apps/web-ui/builds/{build['id']}")
    again = created.delete(f"/apps/web-ui/builds/{build['id']}")
    created.clock.forward(10)

    assert (canceled.json()["status"], again.status_code, again.json()["id"]) == ("failed", 409, "conflict")
    assert created.get(f"/apps/web-ui/builds/{build['id']}").json()["release"] is None


@pytest.mark.parametrize("body", [{}, {"source_blob": {}}, {"source_blob": {"url": "file:///etc"}}, {"source_blob": {"url": 7}}])
def test_a_build_without_a_source_is_invalid(created: Served, body: object) -> None:
    assert created.post("/apps/web-ui/builds", body).status_code == 422


def test_a_source_is_uploaded_without_a_token(heroku: Served) -> None:
    blob = heroku.post("/sources", {}).json()["source_blob"]

    put = httpx.put(blob["put_url"], content=b"tarball", trust_env=False)

    assert put.status_code == 200
    assert httpx.get(blob["get_url"], trust_env=False).content == b"tarball"
