"""Releases: pending while their release phase runs, current when it succeeded, and the way back."""

import httpx

from .served import Served


def _phases(heroku: Served, *, succeeds: bool) -> None:
    heroku.post("/_sandbox/apps/web-ui/release-phase", {"seconds": 2, "succeeds": succeeds})


def test_a_release_is_pending_while_its_phase_runs(deployed: Served) -> None:
    _phases(deployed, succeeds=True)

    deployed.patch("/apps/web-ui/config-vars", {"KEY": "new"})
    pending, running = deployed.newest_release("web-ui"), deployed.get("/apps/web-ui/releases/3").json()
    deployed.clock.forward(2)
    done = deployed.newest_release("web-ui")

    assert (pending["version"], pending["status"], pending["current"], running["current"]) == (4, "pending", False, True)
    assert (done["status"], done["current"]) == ("succeeded", True)
    assert deployed.dyno_states("web-ui") == [("web.1", "starting", 4)]


def test_the_phase_runs_in_a_dyno_of_its_own(deployed: Served) -> None:
    _phases(deployed, succeeds=True)

    deployed.patch("/apps/web-ui/config-vars", {"KEY": "new"})

    assert ("release.1004", "starting", 4) in deployed.dyno_states("web-ui")


def test_a_phase_that_fails_leaves_the_old_release_running(deployed: Served) -> None:
    _phases(deployed, succeeds=False)

    deployed.patch("/apps/web-ui/config-vars", {"KEY": "new"})
    deployed.clock.forward(2)

    failed = deployed.newest_release("web-ui")
    assert (failed["status"], failed["current"], failed["eligible_for_rollback"]) == ("failed", False, False)
    assert deployed.get("/apps/web-ui/releases/3").json()["current"] is True
    assert deployed.dyno_states("web-ui") == [("web.1", "up", 3)]


def test_the_output_of_a_phase_can_be_read_once_its_dyno_runs(deployed: Served) -> None:
    _phases(deployed, succeeds=False)
    deployed.patch("/apps/web-ui/config-vars", {"KEY": "new"})
    url = deployed.newest_release("web-ui")["output_stream_url"]

    young = httpx.get(url, trust_env=False)
    deployed.clock.forward(2)

    assert young.status_code == 404
    assert httpx.get(url, trust_env=False).text.endswith("exited with status 1.\n")


def test_a_build_succeeds_though_its_release_phase_fails(heroku: Served) -> None:
    heroku.create("web-ui")
    heroku.script(release_phase="fail", release_phase_s=5)

    build = heroku.deploy("web-ui")
    pending = heroku.newest_release("web-ui")
    heroku.clock.forward(5)

    assert (build["status"], pending["status"], heroku.newest_release("web-ui")["status"]) == ("succeeded", "pending", "failed")
    assert heroku.get("/apps/web-ui/formation").json() == []


def test_the_settings_give_every_build_a_release_phase(heroku: Served) -> None:
    heroku.http.patch("/_sandbox/settings", json={"release_phase_s": 4})
    heroku.create("web-ui")

    heroku.deploy("web-ui")

    assert heroku.newest_release("web-ui")["status"] == "pending"


def test_a_rollback_is_a_new_release_with_the_old_config(deployed: Served) -> None:
    old = deployed.newest_release("web-ui")
    deployed.patch("/apps/web-ui/config-vars", {"KEY": "new"})

    answer = deployed.post("/apps/web-ui/releases", {"release": old["id"]})

    assert answer.status_code == 201
    assert (answer.json()["version"], answer.json()["description"], answer.json()["slug"]) == (5, "Rollback to v3", old["slug"])
    assert deployed.get("/apps/web-ui/config-vars").json() == {}


def test_a_release_without_code_cannot_be_rolled_back_to(deployed: Served) -> None:
    first = deployed.get("/apps/web-ui/releases/1").json()

    answer = deployed.post("/apps/web-ui/releases", {"release": first["id"]})

    assert first["eligible_for_rollback"] is False
    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


def test_a_release_is_found_by_version_or_id(deployed: Served) -> None:
    release = deployed.get("/apps/web-ui/releases/v3").json()

    assert deployed.get("/apps/web-ui/releases/3").json() == release
    assert deployed.get(f"/apps/web-ui/releases/{release['id']}").json() == release
    assert deployed.get("/apps/web-ui/releases/9").json()["resource"] == "release"
