"""The names of our keys in Redis; RQ's own begin with `rq:`."""

PREFIX = "meshbot:"

DUE = f"{PREFIX}due"  # sorted set: run id, the time when a worker should look at it (seconds since the epoch)
BEHIND = f"{PREFIX}behind"  # sorted set: run id, the earliest time its message may be edited
RUNS = f"{PREFIX}runs"  # sorted set: run id, when it was asked for
INDEXED = f"{PREFIX}runs-indexed"  # sorted set: those of them that have their place among the runs of a mesh and an app
RECORD = f"{PREFIX}record"  # stream: the recent part of the record
REPORTING = f"{PREFIX}reporting"  # lives while a report job is in its queue
KNOWN = f"{PREFIX}known"  # our mark: a Redis without it is new, or was lost
ANNOUNCEMENTS = f"{PREFIX}announcements"  # sorted set: what is to be said to everybody, the earliest time it may be posted
HEROKU_BUDGET = f"{PREFIX}heroku-budget"
TICKER = f"{PREFIX}ticker"  # the active ticker's token


def run(run_id: str) -> str:
    return f"{PREFIX}run:{run_id}"


def runs_of(mesh: str, service: str = "") -> str:
    """Return the sorted set of the runs of a mesh, or of one of its apps, by when they were asked for."""
    return f"{PREFIX}runs-of:{mesh}/{service}" if service else f"{PREFIX}runs-of:{mesh}"


def changes_of(mesh: str, service: str) -> str:
    """Return the sorted set of the runs that were to change an app, without dry runs, by when they were asked for."""
    return f"{PREFIX}changes-of:{mesh}/{service}"


def lease(run_id: str) -> str:
    return f"{PREFIX}lease:{run_id}"


def reporter(run_id: str) -> str:
    """Return the key that lives while somebody posts or edits the run's message."""
    return f"{PREFIX}reporter:{run_id}"


def response_url(run_id: str) -> str:
    return f"{PREFIX}response:{run_id}"


def delivery(trigger_id: str) -> str:
    return f"{PREFIX}delivery:{trigger_id}"


def taken(delivery: str) -> str:
    """Return the key that says by whom a delivery is or was carried out, and what it was answered."""
    return f"{PREFIX}taken:{delivery}"


def claim(mesh: str, service: str) -> str:
    """Return the key that holds the id of the run that works on this app."""
    return f"{PREFIX}claim:{mesh}/{service}"


def generation(mesh: str, service: str) -> str:
    """Return the key that counts how often the app was claimed."""
    return f"{PREFIX}generation:{mesh}/{service}"


def line(mesh: str, service: str) -> str:
    """Return the sorted set of runs that wait for the app, by when they were asked for."""
    return f"{PREFIX}line:{mesh}/{service}"


def awaiting(mesh: str) -> str:
    """Return the set of runs that wait for approval."""
    return f"{PREFIX}awaiting:{mesh}"


def creation(app: str) -> str:
    """Return the key that says when a run of ours began to create this Heroku app."""
    return f"{PREFIX}creation:{app}"


def asked(of: str) -> str:
    """Return the counter of who waits for Slack's word about a person or a user group."""
    return f"{PREFIX}asked:{of}"


def covers(of: str) -> str:
    """Return the key with the highest number drawn before Slack was asked for what is kept."""
    return f"{PREFIX}covers:{of}"


def members(group: str) -> str:
    return f"{PREFIX}members:{group}"


def members_once(group: str) -> str:
    """Return the key that holds who was in the group when it was last read, for longer than that counts as known."""
    return f"{PREFIX}members-once:{group}"


def unreadable(group: str) -> str:
    """Return the key that says why Slack refused to read the group."""
    return f"{PREFIX}unreadable:{group}"


def user(user_id: str) -> str:
    return f"{PREFIX}user:{user_id}"


def user_once(user_id: str) -> str:
    """Return the key that holds who somebody was, for longer than that counts as known."""
    return f"{PREFIX}user-once:{user_id}"


def consumer(queue: str) -> str:
    """Return the key that lives as long as a worker of this queue does."""
    return f"{PREFIX}consumer:{queue}"


def stuck(queue: str) -> str:
    """Return the key that says which worker of this queue is alive and does not get on, and how."""
    return f"{PREFIX}stuck:{queue}"


def writing(mesh: str) -> str:
    """Return the key that holds the run which writes to the mesh's Kong right now."""
    return f"{PREFIX}writing:{mesh}"


def kong_writes(mesh: str) -> str:
    return f"{PREFIX}kong-writes:{mesh}"


def kong_writes_of(mesh: str, run_id: str) -> str:
    return f"{PREFIX}kong-writes:{mesh}:{run_id}"


def reply(reply_id: str) -> str:
    return f"{PREFIX}reply:{reply_id}"


def home(user: str) -> str:
    """Return the key that lives while a look at somebody's home tab was asked for a moment ago."""
    return f"{PREFIX}home:{user}"


def bucket(name: str) -> str:
    return f"{PREFIX}bucket:{name}"


def door_limit(controller: str) -> str:
    return f"{PREFIX}door-limit:{controller}"


def door_minute(controller: str, minute: int) -> str:
    """Return the key that counts our requests to a door in one clock minute."""
    return f"{PREFIX}door-minute:{controller}:{minute}"


def pages(controller: str) -> str:
    """Return the hash of the pages of a reading that had to wait: `routes:0`, compressed and sealed."""
    return f"{PREFIX}pages:{controller}"


def door(controller: str) -> str:
    return f"{PREFIX}door:{controller}"


def status(mesh: str) -> str:
    """Return the key that holds what was last seen of a mesh."""
    return f"{PREFIX}status:{mesh}"


def seen_apps(mesh: str) -> str:
    """Return the set of the services that questions have seen in a mesh."""
    return f"{PREFIX}seen-apps:{mesh}"


def file(run_id: str) -> str:
    """Return the key that holds a file until it is in the run's thread."""
    return f"{PREFIX}file:{run_id}"


def left(mesh: str) -> str:
    """Return the hash of how runs left each app, by service."""
    return f"{PREFIX}left:{mesh}"


def apps(mesh: str) -> str:
    """Return the hash of the apps that joined under a name of their own: service, Heroku name."""
    return f"{PREFIX}apps:{mesh}"


def locks(mesh: str) -> str:
    """Return the hash of locks by service; one whose time is over stays until the app is locked anew or unlocked."""
    return f"{PREFIX}locks:{mesh}"


def freeze(mesh: str) -> str:
    return f"{PREFIX}freeze:{mesh}"


def held(mesh: str) -> str:
    """Return the set of runs that a lock or the freeze keeps from beginning."""
    return f"{PREFIX}held:{mesh}"


def joined(mesh: str) -> str:
    """Return the hash of what those apps were before they joined, by service."""
    return f"{PREFIX}joined:{mesh}"
