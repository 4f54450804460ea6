"""The story: a team and a mesh of twelve apps in every state that an app can be in."""

from tests.transcript.telling import Chapter


def says(*texts: str) -> tuple[str, ...]:
    return tuple(word for text in texts for word in ("--say", text))


STORY = (
    Chapter(
        "Somebody scaled an app by hand",
        "The floor and the ceiling are those of `mesh.toml`; beyond them somebody else must approve. An undo is a plan like any other.",
        (
            *says("/mesh scale media web=2:standard-1x", "/mesh scale media web=+1", "/mesh runs media"),
            *says("/mesh scale media web=11 --reason sale"),
            *("--as", "approver", "--click", "Approve"),
        ),
    ),
)
