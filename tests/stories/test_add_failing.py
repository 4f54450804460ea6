"""What a vendor refuses ends the run with the vendor's own words and what to do."""

from mesh.run import RunState
from tests.stories.town import Town

APP = "tinyrobot-science-mesh-web-ui"


def thread_of(town: Town) -> str:
    channel = next(each for each in town.state("slack")["channels"] if each["name"] == "mesh")
    return "\n".join(line for message in channel["messages"] if message.get("thread_ts") for line in town.lines(message))


def test_a_build_that_fails_ends_the_run_and_its_log_s_end_is_in_the_thread(town: Town) -> None:
    town.tells("heroku", "builds", {"match": "web-ui", "fail": True, "log": "npm ERR! missing script: build\n"})
    run = town.runs("operator", "/mesh add web-ui")
    shown = "\n".join(town.channel())
    assert run.state is RunState.FAILED
    assert "Heroku could not build the source; the end of its output is in the thread." in shown
    assert "Mend the source" in shown
    assert "What does not: the build, its release, its dynos, answering through Kong." in shown
    assert "npm ERR! missing script: build" in thread_of(town)


def test_no_secret_of_the_app_reaches_the_thread(town: Town) -> None:
    town.tells(
        "heroku", "builds", {"match": "web-ui", "fail": True, "log": "using postgres://canary-user:canary-db-password@db\nnpm ERR!\n"}
    )
    town.runs("operator", "/mesh add web-ui")
    assert "npm ERR!" in thread_of(town)
    assert "canary" not in thread_of(town)


def test_after_a_failed_build_the_same_command_goes_on_with_what_stands(town: Town) -> None:
    town.tells("heroku", "builds", {"match": "web-ui", "fail": True, "count": 1})
    town.runs("operator", "/mesh add web-ui")
    before = len(town.writes())
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.DONE
    assert town.writes()[before:] == [f"POST /apps/{APP}/builds", f"PATCH /apps/{APP}/formation"]


def test_a_release_phase_that_fails_ends_the_run(town: Town) -> None:
    town.tells("heroku", "builds", {"match": "web-ui", "release_phase": "fail", "release_phase_s": 0.1})
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.FAILED
    assert "failed in its release phase" in "\n".join(town.channel())
    assert "heroku releases:output" in "\n".join(town.channel())


def test_a_temporary_failure_is_waited_out(town: Town) -> None:
    town.tells("heroku", "faults", {"method": "PUT", "path": "buildpack-installations", "status": 503, "count": 1})
    assert town.runs("operator", "/mesh add web-ui").state is RunState.DONE


def test_an_answer_that_was_lost_after_its_effect_makes_no_second_app_attachment_or_build(town: Town) -> None:
    for path in ("^/apps$", "addon-attachments$", "/builds$"):
        town.tells("heroku", "faults", {"method": "POST", "path": path, "reset": True, "when": "after", "count": 1})
    run = town.runs("operator", "/mesh add web-ui")
    app = town.state("heroku")["apps"][APP]
    assert run.state is RunState.DONE
    assert (len(app["builds"]), app["attachments"]) == (1, {"DATABASE": "postgresql-cylindrical-98791"})


def test_what_heroku_does_not_scale_to_fails_with_its_own_words(town: Town) -> None:
    refusal = {"id": "invalid_params", "message": "Cannot run more than 0 dynos today."}
    town.tells("heroku", "faults", {"method": "PATCH", "path": "/formation$", "status": 422, "body": refusal, "count": 1})
    run = town.runs("operator", "/mesh add web-ui")
    assert run.state is RunState.FAILED
    assert "Cannot run more than 0 dynos today." in "\n".join(town.channel())


def test_more_small_dynos_than_heroku_runs_are_refused_before_anything_is_made(town: Town) -> None:
    run = town.runs("operator", "/mesh add web-ui web=2:basic")
    assert run.state is RunState.REFUSED
    assert "Heroku runs no more than one basic dyno of a process type" in "\n".join(town.channel())
    assert APP not in town.state("heroku")["apps"]
