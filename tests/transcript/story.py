"""The story: a team and a mesh of twelve apps in every state that an app can be in."""

from tests.transcript.telling import Chapter


def says(*texts: str) -> tuple[str, ...]:
    return tuple(word for text in texts for word in ("--say", f"/mesh {text}"))


def types(text: str, *, until: str) -> tuple[str, ...]:
    """Type a change that will not end by itself, and go on when the channel shows this."""
    return "--say-now", f"/mesh {text}", "--until", until


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
            *says("add account --from https://github.com/acme/account/archive/refs/heads/new.tar.gz"),
            *becomes("approver"),
            *clicks("Approve"),
            *becomes("operator"),
            *says("releases account"),
            *says('rollback account v5 --reason "the newest is slow"'),
            *becomes("approver"),
            *clicks("Approve"),
        ),
    ),
    Chapter(
        "A build fails, and goes on from there",
        "A failed run says what stands. Retry takes up the step that failed.",
        (*breaks("fail-build web-ui"), *says("add web-ui"), *breaks("mend"), *says("retry {run}", "runs web-ui")),
        ends=0,
    ),
    Chapter(
        "Two people change one app",
        "A lock keeps others out, and its owner goes on. What others ask for waits its turn and says for whom.",
        (
            *says('lock orders for 2h --reason "load test"', "locks"),
            *becomes("operator2"),
            *types("restart orders", until="is locked by"),
            *becomes("operator"),
            *says("unlock orders"),
        ),
    ),
    Chapter(
        "Nothing may change during the release",
        "A freeze stops every change of the mesh that has not begun. Reads and plans go on.",
        (
            *becomes("admin"),
            *says('freeze --until 2h --reason "release day"'),
            *becomes("operator"),
            *says("plan scale docs web=2:standard-1x"),
            *types("restart docs", until="is frozen by"),
            *becomes("admin"),
            *says("thaw", "history --since 1h"),
        ),
    ),
    Chapter(
        "A route for the new cart",
        "A plan shows what visitors will notice. Who asked may not approve; who approves does so for exactly this plan.",
        (
            *says('route add search cart path=/cart --reason "new cart"'),
            *becomes("approver"),
            *clicks("Approve"),
            *becomes("operator"),
            *says("routes search", "routes --match GET https://example.com/cart", "route set search cart path=/cart,/basket"),
            *becomes("approver"),
            *says('decline {run} "not before Monday"'),
            *becomes("operator"),
            *says("route remove search cart"),
            *says("withdraw {run}"),
        ),
        ends=1,
    ),
    Chapter(
        "An app that exists joins",
        "What is right stays, and Kong is put around what the app builds with. `add` takes over nothing that is somebody else's.",
        (
            *says("add stock", "attach stock --app tinyrobot-science-mesh-stock"),
            *becomes("approver"),
            *clicks("Approve"),
            *says("status stock"),
        ),
        ends=1,
    ),
    Chapter(
        "An app leaves",
        "First its routes, then the rest; the app itself stays. Two people must approve.",
        (
            *becomes("admin"),
            *says('remove feeds --reason "moved to the archive"'),
            *becomes("approver"),
            *clicks("Approve"),
            *becomes("approver2"),
            *clicks("Approve"),
        ),
    ),
    Chapter(
        "An app is destroyed",
        "Only after its Heroku name was typed. The controller can never be removed.",
        (
            *becomes("admin"),
            *says("remove control", "remove wiki --purge", "remove wiki --purge --confirm tinyrobot-science-mesh-wiki"),
            *becomes("approver"),
            *clicks("Approve"),
            *becomes("approver2"),
            *says("approve {run}", "status wiki"),
        ),
        ends=1,
    ),
    Chapter(
        "A run is stopped",
        "Between two steps, and what stands stays. The same command goes on from there.",
        (
            *breaks("heroku latency 300"),
            *types("add web-ui", until="under way"),
            *says("cancel {run}"),
            *breaks("mend"),
            *says("run {run}", "add web-ui"),
        ),
        ends=1,
    ),
)
