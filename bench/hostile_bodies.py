"""Make hostile deliveries: good ones of each kind that Slack sends, with something wrong in them. Seeded, so repeatable.

Nothing here is the product's: it says what Slack sends, and what is wrong.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from bench.hostile_words import (
    ACTIONS,
    BODIES,
    CALLBACKS,
    CHANNELS,
    CONTENT_TYPES,
    DIGEST,
    FOREIGN,
    HALF_NAMES,
    JUNK,
    LITERALS,
    MARK,
    PEOPLE,
    RAW,
    RUNS,
    STALE,
    URLS,
    WORDS,
)

Json = dict[str, Any]

COMMAND, CLICK, FORM, EVENT = "slash command", "block action", "view submission", "event"
KINDS = (COMMAND, CLICK, FORM, EVENT)
OF_SOCKET = {COMMAND: "slash_commands", CLICK: "interactive", FORM: "interactive", EVENT: "events_api"}
URLENCODED, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Body:
    """A delivery, of whatever it was made from; `words` say what is wrong with it."""

    kind: str
    content: bytes
    content_type: str
    words: str


def body(random_: random.Random, kind: str) -> Body:
    """Make one delivery over HTTP."""
    if random_.random() < 0.03:
        content = random_.choice(BODIES)
        return Body(kind, content, random_.choice((URLENCODED, JSON)), f"the body {content[:30]!r}")
    payload, words = spoiled(random_, kind)
    fields = list(payload.items()) if kind == COMMAND else [("payload", payload)]
    if kind == EVENT:
        content, content_type = _text(payload).encode("utf-8", "surrogatepass"), JSON
    else:
        if random_.random() < 0.06:
            fields, more = _amid(random_, fields)
            words = f"{words}; {more}"
        content, content_type = urlencoded(fields), URLENCODED
    if random_.random() < 0.06:
        content_type = random_.choice((*CONTENT_TYPES, JSON, URLENCODED))
        words = f"{words}; as {content_type[:30]!r}"
    if random_.random() < 0.08:
        content, more = _damaged(random_, content)
        words = f"{words}; {more}"
    return Body(kind, content, content_type, words)


def frame(random_: random.Random, kind: str) -> Body:
    """Make one frame of Socket Mode."""
    payload, words = spoiled(random_, kind)
    envelope: Json = {
        "envelope_id": f"{random_.getrandbits(128):032x}",
        "type": OF_SOCKET[kind],
        "accepts_response_payload": kind != EVENT,
        "payload": payload,
    }
    if kind == EVENT:
        envelope |= {"retry_attempt": random_.choice((0, 0, 1, 3)), "retry_reason": random_.choice(("", "timeout"))}
    if random_.random() < 0.12:
        words = f"{words}; around it {_spoil(random_, envelope, at_most=1)}"
    if random_.random() < 0.04:
        envelope["type"] = random_.choice(("hello!", "interactive", "slash_commands", "events_api", "x" * 300, ""))
        words = f"{words}; called {envelope['type'][:20]}"
    content = _text(envelope).encode("utf-8", "surrogatepass")
    if random_.random() < 0.03:
        content = random_.choice((*BODIES, b'{"type":5}', b'{"type":"events_api"}', b'{"type":null,"envelope_id":[],"payload":""}'))
        words = f"the frame {content[:30]!r}"
    elif random_.random() < 0.06:
        content, more = _damaged(random_, content)
        words = f"{words}; {more}"
    return Body(kind, content, "", words)


def spoiled(random_: random.Random, kind: str) -> tuple[Json, str]:
    """Make a payload of a kind; one in ten has nothing wrong with it."""
    payload = _good(random_, kind)
    if random_.random() < 0.1:
        return payload, "nothing wrong"
    wrong = [
        random_.choice((_spoil, _spoil, _spoil_text, _spoil_meaning, _add))(random_, payload)
        for _ in range(random_.choice((1, 1, 1, 2, 3)))
    ]
    return payload, ", ".join(wrong)


def _good(random_: random.Random, kind: str) -> Json:
    number, person, channel = random_.getrandbits(60), random_.choice(PEOPLE), random_.choice(CHANNELS)
    trigger = f"{number}.{random_.getrandbits(30)}"
    made: dict[str, Callable[[], Json]] = {
        COMMAND: lambda: {
            "token": "t",
            "team_id": "T0MESH",
            "team_domain": "mesh",
            "channel_id": channel,
            "channel_name": "mesh",
            "user_id": person,
            "user_name": "op",
            "command": "/mesh",
            "text": random_.choice(WORDS),
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.com/commands/T0MESH/1/x",
            "trigger_id": trigger,
        },
        CLICK: lambda: (
            _interaction("block_actions", person)
            | {
                "trigger_id": trigger,
                "actions": [_clicked(random_)],
                "container": {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": False},
                "channel": {"id": channel, "name": "mesh"},
                "message": {"type": "message", "ts": "1.1", "text": "x"},
                "response_url": "https://hooks.slack.com/actions/T0MESH/1/x",
                "state": {"values": {}},
            }
        ),
        FORM: lambda: (
            _interaction("view_submission", person) | {"trigger_id": trigger, "view": _view(random_, number), "response_urls": []}
        ),
        EVENT: lambda: {
            "token": "t",
            "team_id": "T0MESH",
            "context_team_id": "T0MESH",
            "api_app_id": "A1",
            "type": "event_callback",
            "event_time": 1,
            "event_id": f"Ev{number:X}",
            "is_ext_shared_channel": random_.random() < 0.1,
            "event": _event(random_, person, channel),
            "authorizations": [
                {"enterprise_id": None, "team_id": "T0MESH", "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False}
            ],
        },
    }
    return made[kind]()


def _interaction(kind: str, person: str) -> Json:
    return {
        "type": kind,
        "user": {"id": person, "username": "op", "name": "op", "team_id": "T0MESH"},
        "api_app_id": "A1",
        "token": "t",
        "team": {"id": "T0MESH", "domain": "mesh"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _clicked(random_: random.Random) -> Json:
    action, run = random_.choice(ACTIONS[:8]), random_.choice(RUNS)
    value = {"restart": "r-55555 restart web-ui", "scale": "r-55555 scale web-ui web=2", "refresh": run}.get(action, f"{run} {DIGEST}")
    text = {"type": "plain_text", "text": action, "emoji": True}
    return {"type": "button", "action_id": action, "block_id": f"buttons:{run}:1", "text": text, "value": value, "action_ts": "1.1"}


def _view(random_: random.Random, number: int) -> Json:
    is_route = random_.random() < 0.6
    entered = {"type": "plain_text_input"}
    chosen = {"text": {"type": "plain_text", "text": "x"}, "value": "GET"}
    of_route = {
        "name": {"name": {**entered, "value": random_.choice(("cart", "Cart", "", None, "x" * 90))}},
        "hosts": {"hosts": {**entered, "value": random_.choice((None, "ui.example.com", "a, b", "*.x"))}},
        "paths": {"paths": {**entered, "value": random_.choice((None, "/cart", "/(a+)+b", "/a{4294967296}", "~/x", "cart"))}},
        "methods": {"methods": {"type": "multi_static_select", "selected_options": random_.choice(([], [chosen], [chosen] * 9))}},
        "protocols": {"protocols": {"type": "static_select", "selected_option": random_.choice((None, {**chosen, "value": "https,http"}))}},
        "flags": {"flags": {"type": "checkboxes", "selected_options": random_.choice(([], [{**chosen, "value": "strip_path"}]))}},
        "reason": {"reason": {**entered, "value": random_.choice((None, "because", "x" * 301))}},
    }
    of_decline = {"reason": {"reason": {**entered, "value": random_.choice(("not now", None, "", " ", "x" * 301))}}}
    metadata = "web-ui C0MESH main" if is_route else f"r-22222 {DIGEST} C0MESH"
    return {
        "id": f"V{number:X}",
        "team_id": "T0MESH",
        "type": "modal",
        "hash": "1.x",
        "app_id": "A1",
        "bot_id": "B1",
        "root_view_id": "V1",
        "callback_id": "route-add" if is_route else "decline",
        "private_metadata": metadata,
        "blocks": [],
        "previous_view_id": None,
        "state": {"values": copy.deepcopy(of_route if is_route else of_decline)},
    }


def _event(random_: random.Random, person: str, channel: str) -> Json:
    if random_.random() < 0.15:
        return {
            "type": "app_home_opened",
            "user": person,
            "channel": "D0DIRECT",
            "tab": random_.choice(("home", "messages")),
            "event_ts": "1.1",
        }
    said = {"type": "app_mention", "user": person, "channel": channel, "ts": "1.1", "event_ts": "1.1", "team": "T0MESH"}
    return said | {"text": f"<@U0BOT> {random_.choice(WORDS)}", "blocks": [{"type": "rich_text", "elements": []}]}


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to each value in a payload, but to the whole."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*path, name)
        yield from places(each, (*path, name))


def _at(payload: Json, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - JSON
    found: Any = payload
    for name in path:
        found = found[name]
    return found


def _spoil(random_: random.Random, payload: Json, at_most: int = 9) -> str:
    """Take a value away, or put something else in its place; return where."""
    path = random_.choice([each for each in places(payload) if len(each) <= at_most])
    within, name, where = _at(payload, path[:-1]), path[-1], ".".join(map(str, path))
    match random_.randint(0, 9):
        case 0 | 1:
            del within[name]
            return f"without {where}"
        case 2:
            within[name] = [within[name]]
            return f"{where} in a list"
        case 3:
            within[name] = {str(name): within[name]}
            return f"{where} in an object"
        case 4:
            within[name] = list(within[name].values()) if isinstance(within[name], dict) else {"0": within[name]}
            return f"{where} a list for an object"
        case _:
            literal = random_.randrange(len(LITERALS))
            within[name] = MARK.format(literal)
            return f"{where}: {LITERALS[literal][:20]}"


def _spoil_text(random_: random.Random, payload: Json) -> str:
    """Put junk into a text; where a person writes, more often than elsewhere."""
    texts = [path for path in places(payload) if isinstance(_at(payload, path), str)]
    written = [path for path in texts if path[-1] in {"text", "value", "private_metadata"}]
    path = random_.choice(written if written and random_.random() < 0.5 else texts)
    within, name, junk = _at(payload, path[:-1]), path[-1], random_.choice(JUNK)
    at = random_.randint(0, len(within[name]))
    within[name] = within[name][:at] + junk + within[name][at:]
    return f"{'.'.join(map(str, path))} with {junk[:10]!r}"


def _add(random_: random.Random, payload: Json) -> str:
    """Add a field that belongs elsewhere, at any depth."""
    objects = [(), *(path for path in places(payload) if isinstance(_at(payload, path), dict))]
    path, name, literal = random_.choice(objects), random_.choice(FOREIGN), random_.randrange(len(LITERALS))
    value = random_.choice((MARK.format(literal), "U0ADMIN", "1", "event_callback", {"id": "U0ADMIN"}, [{"id": "E1"}], True))
    _at(payload, path)[name] = value
    return f"{'.'.join(map(str, (*path, name)))} added"


def _spoil_meaning(random_: random.Random, payload: Json) -> str:
    """Say something of the right type that means nothing, or something else."""
    choices: dict[str, tuple[str, ...]] = {
        "private_metadata": STALE,
        "callback_id": CALLBACKS,
        "action_id": ACTIONS,
        "response_url": URLS,
        "text": WORDS,
        "value": HALF_NAMES,
        "user": PEOPLE,
        "user_id": PEOPLE,
        "channel": CHANNELS,
        "channel_id": CHANNELS,
        "tab": ("home", "about", ""),
        "block_id": HALF_NAMES,
        "trigger_id": ("", " ", "1", "1.1", "x" * 201),
        "command": ("/mesh", "/mash", "", "mesh", "/MESH"),
        "id": (*PEOPLE, *CHANNELS, "V1", ""),
        "event_id": ("Ev1", "", " "),
        "type": ("block_actions", "view_submission", "view_closed", "shortcut", "message_action", "message", ""),
    }
    known = [path for path in places(payload) if path[-1] in choices and isinstance(_at(payload, path), str)]
    path = random_.choice(known)
    new = random_.choice(choices[str(path[-1])])
    _at(payload, path[:-1])[path[-1]] = new
    return f"{'.'.join(map(str, path))} = {new[:30]!r}"


def _text(value: object) -> str:
    """Write JSON, with what no dict can hold; half characters as such or escaped, by where they are."""
    written = json.dumps(value)
    for number, literal in enumerate(LITERALS):
        written = written.replace(f'"{MARK.format(number)}"', literal)
    return written


def urlencoded(fields: list[tuple[str, Any]]) -> bytes:
    pairs = [(name, value if isinstance(value, str) and "@@literal" not in value else _text(value)) for name, value in fields]
    return urlencode(pairs, errors="surrogatepass").encode()


def _amid(random_: random.Random, fields: list[tuple[str, Any]]) -> tuple[list[tuple[str, Any]], str]:
    """Put a field beside the others that belongs elsewhere, or one of them again."""
    name = random_.choice((*FOREIGN, *(each for each, _ in fields)))
    added = (name, random_.choice(("1", "", "/mesh", "U0ADMIN", "{}", "null", '{"type":"block_actions"}')))
    at = random_.randint(0, len(fields))
    return [*fields[:at], added, *fields[at:]], f"{name} beside it"


def _damaged(random_: random.Random, content: bytes) -> tuple[bytes, str]:
    at = random_.randint(0, len(content))
    raw = random_.choice(RAW)
    cases = {
        f"{raw!r} in it": content[:at] + raw + content[at:],
        "cut": content[:at],
        "twice": content + content,
        "in UTF-16": content.decode("utf-8", "replace").encode("utf-16"),
        "behind a byte order mark": b"\xef\xbb\xbf" + content,
        "behind a space": b" " + content,
        "with more behind it": content + random_.choice((b"{}", b"&payload={}", b"&command=x", b" ", b"]")),
        "encoded twice": quote_plus(content[:5000]).encode(),
        "too long": content + b"&x=" + b"x" * (2**20),
    }
    name = random_.choice(sorted(cases))
    return cases[name], name
