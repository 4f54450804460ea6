"""Holds the documents to the truth: settings, links, names, targets, the manifest."""

import ast
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest

from bot.commands import VERBS
from clients.store import keys
from mesh import steps
from mesh.app import Profile
from mesh.approvals import DEFAULTS
from mesh.run import RunState
from mesh_toml import meshes_from
from sandbox.breaking.words import USAGES
from sandbox.launch.command import sandbox
from settings import Environment

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PRODUCT = ("app.py", "wiring.py", "settings.py", "mesh_toml.py", "logs.py", "mesh", "messages", "clients", "jobs", "bot")
VARIABLES = {name.upper() for name in Environment.model_fields}
OF_THE_PROCESSES = {"PORT", "WEB_CONCURRENCY"}

LEVELS = {"info", "warning", "error", "exception"}

SCOPES_OF_METHODS = {
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "files_getUploadURLExternal": {"files:write"},
    "files_completeUploadExternal": {"files:write"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "apps_connections_open": set[str](),  # needs connections:write of the app-level token, and none of the bot's
    "auth_test": set[str](),  # needs none. Source: https://docs.slack.dev/reference/methods/auth.test
    "views_publish": set[str](),  # needs none. Source: https://docs.slack.dev/reference/methods/views.publish
    "views_open": set[str](),  # needs none. Source: https://docs.slack.dev/reference/methods/views.open
}
SCOPES_OF_EVENTS = {"app_mention": {"app_mentions:read"}, "app_home_opened": set[str]()}
MANIFEST_KEYS = {
    "_metadata": {"major_version", "minor_version"},
    "display_information": {"name", "description", "background_color"},
    "features": {"bot_user", "app_home", "slash_commands"},
    "oauth_config": {"scopes"},
    "settings": {"interactivity", "event_subscriptions", "org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled"},
}


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf8")


def prose(document: Path) -> str:
    """Return a document without its code blocks."""
    return re.sub(r"^```.*?^```", "", document.read_text("utf8"), flags=re.DOTALL | re.MULTILINE)


def code_blocks(name: str, language: str = "") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(name), flags=re.DOTALL | re.MULTILINE)


def first_cells(name: str) -> set[str]:
    """Return what stands in backticks in the first cell of each table row."""
    cells = re.findall(r"^\| ([^|]*)", text_of(name), flags=re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def anchors(document: Path) -> set[str]:
    """Return the anchors that GitHub makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(document), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        path, _, anchor = target.partition("#")
        place = (document.parent / path).resolve() if path else document
        if re.match(r"https?:|mailto:", target):
            continue
        if not place.exists() or (anchor and anchor not in anchors(place)):
            yield target


def promises() -> list[tuple[str, list[str]]]:
    """Return each promise of the security page with the tests that hold it, written `tests/…/test_file.py::test_name`."""
    rows = re.findall(r"^\| ([^|]+) \| (`tests/[^|]+) \|$", text_of("docs/security.md"), flags=re.MULTILINE)
    return [(promise, re.findall(r"`([^`]+)`", tests)) for promise, tests in rows]


def defined_tests() -> set[str]:
    """Return every test function as `file::name`."""
    return {
        f"{file.relative_to(ROOT)}::{node.name}"
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text("utf8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def product_files() -> Iterator[Path]:
    for name in PRODUCT:
        place = ROOT / name
        yield from place.rglob("*.py") if place.is_dir() else [place]


def logged_messages() -> Iterator[str]:
    """Return the constant messages that the product logs."""
    for file in product_files():
        for node in ast.walk(ast.parse(file.read_text("utf8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=level), args=[said, *_]) if level in LEVELS:
                    yield from (each.value for each in _alternatives(said) if isinstance(each.value, str))


def _alternatives(said: ast.expr) -> list[ast.Constant]:
    """Return the constants that a message may be: itself, or both sides of a choice."""
    match said:
        case ast.Constant():
            return [said]
        case ast.IfExp(body=one, orelse=other):
            return [*_alternatives(one), *_alternatives(other)]
        case _:
            return []


def options_of(command: str) -> set[str]:
    return {word for word in shlex.split(command) if word.startswith("--")}


def manifest() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text_of("manifest.json"))
    return read


def events() -> list[str]:
    return list(manifest()["settings"]["event_subscriptions"]["bot_events"])


def redis_keys() -> set[str]:
    """Return the names of our Redis keys up to the first colon, without the prefix."""
    constants = {value for name, value in vars(keys).items() if name.isupper() and name != "PREFIX"}
    made = set(re.findall(r"\{PREFIX\}([a-z-]+):", text_of("clients/store/keys.py")))
    return {value.removeprefix(keys.PREFIX) for value in constants} | made


def step_kinds() -> set[str]:
    return {value for name, value in vars(steps).items() if name.isupper()}


def test_readme_explains_every_setting_of_the_environment() -> None:
    assert first_cells("README.md") >= VARIABLES


def test_the_example_of_an_environment_has_every_setting_and_no_other() -> None:
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", text_of(".env.example"), flags=re.MULTILINE))

    assert named == VARIABLES | OF_THE_PROCESSES


def test_the_example_of_an_environment_holds_no_secret() -> None:
    values = dict(re.findall(r"^(?:# )?([A-Z_]*(?:TOKEN|SECRET|KEY))=(.*)$", text_of(".env.example"), flags=re.MULTILINE))

    assert values == {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_SIGNING_SECRET": "", "HEROKU_API_KEY": "", "SLACK_APP_TOKEN": "xapp-"}


@pytest.mark.parametrize("name", ["mesh.example.toml", "sandbox/mesh.toml"])
def test_the_examples_of_meshes_are_valid(name: str) -> None:
    assert "main" in meshes_from(text_of(name))


def test_the_mesh_in_readme_is_valid_and_needs_nothing_more() -> None:
    example, _ = code_blocks("README.md", "toml")

    assert meshes_from(example)["main"].profile.listen_port == 5000


def test_the_approvals_in_readme_are_valid_and_name_verbs_that_exist() -> None:
    mesh, example = code_blocks("README.md", "toml")
    approvals = meshes_from(mesh + example)["main"].approvals

    assert approvals.keys() <= {verb.name for verb in VERBS} | {f"T{int(tier)}" for tier in DEFAULTS}


def test_the_example_of_meshes_names_only_verbs_and_tiers_that_have_an_effect() -> None:
    approvals = meshes_from(text_of("mesh.example.toml"))["main"].approvals

    assert approvals.keys() <= {verb.name for verb in VERBS} | {f"T{int(tier)}" for tier in DEFAULTS}


def test_the_example_of_meshes_shows_every_key_of_a_profile() -> None:
    shown = tomllib.loads(text_of("mesh.example.toml"))["meshes"]["main"]

    assert shown.keys() >= {field.name for field in fields(Profile)}


def test_readme_explains_every_key_of_a_profile() -> None:
    assert first_cells("README.md") >= {field.name for field in fields(Profile)}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_make_targets_that_are_named_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", text_of("Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make (?:[A-Z]+=\S+ )?([a-z-]+)", text_of(name), flags=re.MULTILINE))

    assert named
    assert named <= targets


@pytest.mark.parametrize("name", ["README.md", "docs/sandbox.md"])
def test_the_options_of_the_sandbox_that_are_shown_exist(name: str) -> None:
    commands = re.findall(r"python -m sandbox (--[^`\n]*)", text_of(name))
    known = {spelling for option in sandbox.params if isinstance(option, click.Option) for spelling in option.opts} | {"--help"}

    assert commands
    assert set().union(*map(options_of, commands)) <= known


def test_the_page_of_the_sandbox_has_everything_that_can_be_broken() -> None:
    words = {word for cell in first_cells("docs/sandbox.md") for word in cell.split(" ")}

    assert USAGES.keys() <= words


def test_readme_shows_every_flag_of_every_verb() -> None:
    flags = {option.opts[0] for verb in VERBS for option in verb.parser.params if isinstance(option, click.Option)}

    assert {flag for flag in flags if flag not in text_of("README.md")} == set()


def test_readme_has_every_verb_and_no_other() -> None:
    chapter = text_of("README.md").split("## What you can type")[1].split("\n## ")[0]
    typed = set(re.findall(r"^\| `/mesh ([a-z-]+(?: (?:add|set|remove)\b)?)", chapter, flags=re.MULTILINE))

    assert typed == {"help", *(verb.name for verb in VERBS)}


def test_the_usage_hint_names_only_verbs_that_exist() -> None:
    (command,) = manifest()["features"]["slash_commands"]
    hinted = [hint.split(" ") for hint in command["usage_hint"].split(" · ")]
    names = {"help", *(verb.name for verb in VERBS)}

    assert [words for words in hinted if not {words[0], " ".join(words[:2])} & names] == []


def test_readme_shows_every_button() -> None:
    labels = re.findall(r"_button\([A-Z]+, \"(\w+)\"", text_of("messages/buttons.py"))

    assert labels
    assert [label for label in labels if f"*{label}*" not in text_of("README.md")] == []


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md"])
def test_the_process_types_that_are_run_by_hand_exist(name: str) -> None:
    types = set(re.findall(r"^([a-z]+):", text_of("Procfile"), flags=re.MULTILINE))

    assert set(re.findall(r"heroku run ([a-z]+)", text_of(name))) <= types


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_measurements_that_are_named_exist(name: str) -> None:
    named = set(re.findall(r"python -m bench\.(\w+)", text_of(name)))

    assert {module for module in named if not (ROOT / "bench" / f"{module}.py").exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert list(broken_links(document)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    folders = "|".join([*(name for name in PRODUCT if "." not in name), "sandbox", "tests", "docs"])
    named = set(re.findall(rf"`((?:{folders})/[\w./-]*)`", prose(document)))
    named |= set(re.findall(r"`([\w.]+\.(?:py|toml|txt|json))`", prose(document))) - {"mesh.toml"}

    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("name", PRODUCT)
def test_the_architecture_names_every_part_of_the_product(name: str) -> None:
    assert f"`{name}" in text_of("docs/architecture.md")


def test_the_architecture_has_every_redis_key_and_no_other() -> None:
    chapter = text_of("docs/architecture.md").split("## Redis")[1].split("\n## ")[0]
    named = {cell.partition(":")[0] for cell in re.findall(r"^\| `([a-z-]+(?::[A-Z/:-]+)?)` \|", chapter, flags=re.MULTILINE)}

    assert named == redis_keys()


def test_the_architecture_has_every_state_of_a_run() -> None:
    chapter = text_of("docs/architecture.md").split("## A run's states")[1].split("\n## ")[0]

    assert {state for state in RunState if f"`{state}`" not in chapter} == set()


@pytest.mark.parametrize("name", ["docs/architecture.md", "docs/glossary.md"])
def test_every_step_is_explained(name: str) -> None:
    assert first_cells(name) >= step_kinds()


def test_the_architecture_has_the_defaults_of_approvals() -> None:
    chapter = text_of("docs/architecture.md").split("## Approvals")[1].split("\n## ")[0]
    rows = {
        f"| `T{int(tier)}` | {rule.needed} | {rule.by} | {rule.expires.total_seconds() / 3600:.0f} h |" for tier, rule in DEFAULTS.items()
    }

    assert {row for row in rows if row not in chapter} == set()


def test_operations_explains_every_message_that_is_logged_and_no_other() -> None:
    rows = re.findall(r"^\| (?:info|warning|error) \| ([^|]+)\|", text_of("docs/operations.md"), flags=re.MULTILINE)
    explained = {message for row in rows for message in re.findall(r"`([^`]+)`", row)}

    assert explained == set(logged_messages())


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("0*.md"))
    listed = re.findall(r"\((0[^)]+\.md)\)", text_of("docs/decisions/README.md"))

    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    assert listed == pages


def test_every_promise_of_the_security_page_names_tests_that_exist() -> None:
    named = {test for _, tests in promises() for test in tests}

    assert named
    assert named - defined_tests() == set()


def test_every_row_of_the_security_page_that_promises_something_names_a_test() -> None:
    chapter = text_of("docs/security.md").split("## What holds")[1].split("\n## ")[0]
    rows = [row for row in re.findall(r"^\| .*$", chapter, flags=re.MULTILINE) if not re.match(r"\| (?:promise|---) ", row)]

    assert len(rows) == len(promises())


def test_the_manifest_has_only_keys_that_slack_knows() -> None:
    read = manifest()

    assert read.keys() == MANIFEST_KEYS.keys()
    assert {key: set(part) - MANIFEST_KEYS[key] for key, part in read.items() if set(part) - MANIFEST_KEYS[key]} == {}


def test_the_manifest_keeps_slacks_lengths() -> None:
    (command,) = manifest()["features"]["slash_commands"]
    display = manifest()["display_information"]

    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert len(command["command"]) <= 32
    assert len(command["usage_hint"]) <= 1000


def test_the_manifest_asks_for_the_scopes_that_the_client_uses_and_no_other() -> None:
    methods = re.findall(r"(?:self\._web|forms)\.([a-z]\w+_\w+)\(", text_of("clients/slack.py") + text_of("bot/listeners.py"))

    needed = {"commands"}.union(*(SCOPES_OF_METHODS[method] for method in methods), *(SCOPES_OF_EVENTS[event] for event in events()))
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == needed


def test_the_manifest_subscribes_to_the_events_that_are_listened_to_and_no_other() -> None:
    assert events() == re.findall(r"@app\.event\(\"(\w+)\"\)", text_of("bot/listeners.py"))


def test_readme_says_why_each_scope_is_asked_for() -> None:
    assert first_cells("README.md") >= set(manifest()["oauth_config"]["scopes"]["bot"])


def test_the_manifest_calls_the_bot_as_the_messages_do() -> None:
    name = manifest()["features"]["bot_user"]["display_name"]
    invited = {name for file in product_files() for name in re.findall(r"/invite @(\w+)", file.read_text("utf8"))}

    assert invited == {name}


def test_the_manifest_leads_to_the_address_that_the_web_process_serves() -> None:
    (command,) = manifest()["features"]["slash_commands"]

    assert command["url"] == "https://YOUR-APP.herokuapp.com/slack/events"
    assert command["should_escape"] is True
    assert manifest()["settings"]["interactivity"] == {"is_enabled": True, "request_url": command["url"]}
    assert manifest()["settings"]["event_subscriptions"]["request_url"] == command["url"]
    assert '@app.post("/slack/events")' in text_of("bot/web.py")


def test_readme_takes_every_address_out_of_the_manifest_for_socket_mode() -> None:
    (left_out,) = re.findall(r"del\(([^)]+)\)' manifest\.json", text_of("README.md"))
    bare = json.loads(text_of("manifest.json"))
    for path in left_out.split(", "):
        *folders, key = path.strip().removeprefix(".").replace("[]", ".0").split(".")
        place = bare
        for folder in folders:
            place = place[int(folder) if folder.isdigit() else folder]
        del place[key]

    assert "https:" not in json.dumps(bare)
