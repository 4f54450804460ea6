"""The story: a team and a mesh of twelve apps in every state that an app can be in."""

from tests.transcript.telling import Chapter


def says(*texts: str) -> tuple[str, ...]:
    return tuple(word for text in texts for word in ("--say", f"/mesh {text}"))


def becomes(person: str) -> tuple[str, str]:
    return "--as", person


def clicks(label: str) -> tuple[str, str]:
    return "--click", label


def breaks(words: str) -> tuple[str, str]:
    return "--break", words


STORY = (
    Chapter(
        "How does the mesh stand?",
        "The worst comes first. Nothing here needs a right or changes anything; `--quiet` would answer privately.",
        (*becomes("outsider"), *says("status", "list --drifted", "status mail", "diff media", "releases login", "can-i restart mail")),
    ),
    Chapter(
        "A dyno has crashed",
        "A restart is reversible and within limits, so an operator's word is enough.",
        says("restart mail web.1", "status mail --quiet"),
    ),
    Chapter(
        "Somebody scaled an app by hand",
        "The floor and the ceiling are those of `mesh.toml`; beyond them somebody else must approve.",
        says("scale media web=+1", "undo {run}", "runs media", "diff media"),
    ),
    Chapter(
        "The newest code is slow",
        "Back to a release that Heroku still has. Its config vars come back too, so somebody else must approve.",
        (
            *says("add account --from https://github.com/acme/account/archive/refs/heads/new.tar.gz", "releases account"),
            *says('rollback account v5 --reason "the newest is slow"'),
            *becomes("approver"),
            *clicks("Approve"),
        ),
    ),
    Chapter(
        "A build fails, and goes on from there",
        "A failed run says what stands. Retry takes up the step that failed.",
        (*breaks("fail-build web-ui"), *says("add web-ui"), *breaks("mend"), *clicks("Retry"), *says("runs web-ui")),
        ends=0,
    ),
)
