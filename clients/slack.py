"""The port Slack over slack_sdk's WebClient, which is given another way to send.

slack_sdk's own sender opens a connection for every call, goes through HTTPS_PROXY also to loopback (it does not know NO_PROXY), and logs
bodies that it cannot read. Here its methods and errors are used, and httpx sends: connections are kept, nothing is tried again or slept on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from clients.bounded import Bounded, Bounds
from clients.connect import transport_to
from clients.http_errors import EFFECT_MAY_STAND, httpx_failures, is_json, lost, retry_after_s
from clients.json_answers import parsed
from mesh.errors import MeshbotError, PermanentFailure, TemporaryFailure
from mesh.people import SlackUser, Standing
from mesh.run import Message
from mesh.slack_addresses import is_slacks

Json = Mapping[str, Any]

INVITE = "Invite the bot: type `/invite @mesh` in the channel."
TOKEN = "Check SLACK_BOT_TOKEN: install the app in the workspace again and set the bot token it shows."  # noqa: S105 - a sentence
SHORTEN = "This is a fault of the bot's own message; please report it with the run's id."
REFUSALS: Mapping[str, tuple[str, str]] = {
    "not_in_channel": ("the bot is not in the channel", INVITE),
    "channel_not_found": ("there is no such channel, or it is private and the bot is not in it", INVITE),
    "is_archived": ("the channel is archived", "Unarchive the channel, or name another one in mesh.toml."),
    "is_inactive": ("the channel is archived or gone", "Unarchive the channel, or name another one in mesh.toml."),
    "restricted_action": ("the workspace does not let the bot write there", "Ask an admin of the workspace to let it."),
    "restricted_action_read_only_channel": ("only some may write in that channel", "Ask an admin of the workspace to let the bot."),
    "user_not_in_channel": ("the person is not in the channel", ""),
    "cannot_dm_bot": ("a bot takes no direct messages", ""),
    "message_not_found": ("the message is gone", ""),
    "cant_update_message": ("the message is not the bot's own", ""),
    "edit_window_closed": ("the workspace lets messages be edited for a while only", "Ask an admin of the workspace to let the bot edit."),
    "invalid_blocks": ("the blocks break Slack's rules", SHORTEN),
    "invalid_blocks_format": ("the blocks break Slack's rules", SHORTEN),
    "msg_too_long": ("the text is too long", SHORTEN),
    "msg_blocks_too_long": ("the blocks hold too much text", SHORTEN),
    "no_text": ("the message is empty", SHORTEN),
    "invalid_auth": ("the token is not valid", TOKEN),
    "not_authed": ("no token was sent", TOKEN),
    "token_revoked": ("the token was revoked", TOKEN),
    "token_expired": ("the token has expired", TOKEN),
    "account_inactive": ("the bot's account was deactivated", TOKEN),
    "not_allowed_token_type": ("it is another kind of token", TOKEN),
    "missing_scope": ("the bot lacks a scope", "Add the scope to the Slack app and install it again."),
    "no_such_subteam": ("there is no such user group", "Check the group's id in mesh.toml."),
    "used_url": ("this command was answered five times already", ""),
    "expired_url": ("this command is older than 30 minutes", ""),
}
UNSEEN = frozenset({"user_not_found", "user_not_visible"})
"""Whom the bot's workspace does not know: nobody of its own."""
BROKE = frozenset({"internal_error", "fatal_error"})
"""Slack broke on its way: what was asked may have been done. Source: the error tables of the methods."""
CODE = re.compile(r"[a-z0-9_]{1,60}")
ERROR_CODE = re.compile(r"[a-z_]{3,40}")
BUSY_S = 30.0
BUSY = frozenset({"ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org", "message_limit_exceeded"})


class _WebClient(WebClient):
    """slack_sdk's client with `api_call`, through which all its methods go, led over httpx. Arguments with None are left out."""

    def __init__(self, token: str, base_url: str, http: httpx.Client) -> None:
        super().__init__(token=token, base_url=base_url, retry_handlers=[])
        self._http = http

    def api_call(
        self, api_method: str, *, json: dict[str, Any] | None = None, params: dict[str, Any] | None = None, **_: object
    ) -> SlackResponse:
        """Send one call, once. Raises SlackApiError for an answer without `ok`, httpx.HTTPError."""
        form = {name: value for name, value in (params or {}).items() if value is not None}
        headers = {**self.headers, "Authorization": f"Bearer {self.token}"}
        answer = self._http.post(self.base_url + api_method, headers=headers, json=json, data=form or None)
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=_said(answer),
            headers=dict(answer.headers),
            status_code=answer.status_code,
        )
        response.validate()  # type: ignore[no-untyped-call]  # slack_sdk leaves it so
        return response


class SlackClient:
    """One workspace, as the bot. May be used from many threads; use it first after a worker has forked.

    What Slack names as an error is a PermanentFailure with that name in `details`, but for what passes: being asked too often, and Slack's
    own trouble. Nothing goes through a proxy.
    """

    def __init__(self, token: str, base_url: str = "https://slack.com/api/", timeout_s: float = 5) -> None:
        self._transport = Bounded(transport_to(), Bounds(total_s=2 * timeout_s))
        self._timeout, self._base_url = httpx.Timeout(timeout_s), base_url
        self._http = httpx.Client(transport=self._transport, trust_env=False, timeout=self._timeout)
        self._web = _WebClient(token, base_url, self._http)

        self._own: tuple[str, str] | None = None

    def close(self) -> None:
        self._http.close()

    def post(self, channel: str, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any], thread: str = "") -> Message:
        with _failures(f"post in {channel}", writes=True):
            posted = self._web.chat_postMessage(
                channel=channel,
                text=text,
                blocks=[dict(block) for block in blocks] or None,
                metadata=dict(metadata) or None,
                thread_ts=thread or None,
                unfurl_links=False,
                unfurl_media=False,
            )
            return Message(_text(posted["channel"]), _text(posted["ts"]))

    def update(self, message: Message, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]) -> None:
        with _failures(f"change a message in {message.channel}", writes=True):
            self._web.chat_update(
                channel=message.channel, ts=message.ts, text=text, blocks=[dict(block) for block in blocks], metadata=dict(metadata) or None
            )

    def upload(self, channel: str, thread: str, name: str, content: str) -> None:
        """Ask for a place, send the bytes there, and share the file. Whoever has the place's URL may write there, so none is logged."""
        data = content.encode()
        with _failures(f"take the file {name}", writes=True):
            place = self._web.files_getUploadURLExternal(filename=name, length=len(data))
            self._sent_past_the_log(_text(place["upload_url"]), data)
            file: dict[str, str | None] = {"id": _text(place["file_id"]), "title": name}
            self._web.files_completeUploadExternal(files=[file], channel_id=channel, thread_ts=thread)

    def _sent_past_the_log(self, url: str, data: bytes) -> None:
        if not is_slacks(url, self._base_url):
            raise ValueError("the place for the file is not at Slack")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        request = httpx.Request("POST", url, content=data, headers=headers, extensions={"timeout": self._timeout.as_dict()})
        answer = self._transport.handle_request(request)
        if not answer.is_success:
            raise lost("Slack", "take a file", f"answered {answer.status_code}", unknown=True)

    def respond(self, response_url: str, text: str, blocks: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]) -> None:
        """Answer privately. The URL lets whoever has it write there, so it is sent past httpx.Client, which logs every URL."""
        content = {"blocks": [dict(block) for block in blocks], "metadata": dict(metadata)}
        body = {
            "text": text,
            **{name: value for name, value in content.items() if value},
            "response_type": "ephemeral",
            "replace_original": False,
        }
        deed = "answer a command"
        if not is_slacks(response_url, self._base_url):
            raise PermanentFailure(f"Slack did not {deed}: the address for it is not Slack's.", details="not_slacks")
        with httpx_failures("Slack", deed, writes=True):
            request = httpx.Request(
                "POST",
                response_url,
                json=body,
                extensions={"timeout": self._timeout.as_dict()},
            )
            answer = self._transport.handle_request(request)
        said = _said(answer)
        if not answer.is_success or said.get("ok") is False:
            raise _failure(answer.status_code, said or {"error": _bare_name(answer.text[:200])}, dict(answer.headers), deed, writes=True)

    def whisper(self, channel: str, person: str, text: str, blocks: Sequence[Mapping[str, Any]], thread: str = "") -> None:
        with _failures(f"tell {person} in {channel}", writes=True):
            self._web.chat_postEphemeral(
                channel=channel, user=person, text=text, blocks=[dict(block) for block in blocks] or None, thread_ts=thread or None
            )

    def tell(self, person: str, text: str) -> None:
        with _failures(f"write to {person}", writes=True):
            self._web.chat_postMessage(channel=person, text=text)

    def publish_home(self, user: str, view: Mapping[str, Any]) -> None:
        with _failures(f"publish the home tab of {user}", writes=True):
            self._web.views_publish(user_id=user, view=dict(view))

    def socket_url(self) -> str:
        """Return where one WebSocket of Socket Mode may be opened, within half a minute; the client's token is an app-level one then."""
        with _failures("open a socket", writes=False):
            return _text(self._web.apps_connections_open(app_token=self._web.token or "")["url"])

    def members(self, group: str) -> frozenset[str]:
        with _failures(f"list the members of the user group {group}", writes=False):
            users = self._web.usergroups_users_list(usergroup=group)["users"]
            if not isinstance(users, list):
                raise TypeError("not a list")
            return frozenset(_text(each) for each in users)

    def user(self, user: str) -> SlackUser:
        try:
            with _failures(f"look up the user {user}", writes=False):
                found = self._web.users_info(user=user)["user"]
        except PermanentFailure as failure:
            if failure.details in UNSEEN:
                return SlackUser(frozenset({user}), Standing.STRANGER)
            raise
        return user_from(user, found, *self._home())

    def is_active(self, user: str) -> bool:
        return self.user(user).is_member

    def _home(self) -> tuple[str, str]:
        """Return the ids of the bot's own workspace and of its organisation, empty where it is in none; asked once."""
        if self._own is None:
            with _failures("say which workspace this is", writes=False):
                said = self._web.auth_test()
                self._own = _text(said["team_id"]), _text(said.get("enterprise_id") or "")
        return self._own


def user_from(asked: str, found: object, team: str, enterprise: str) -> SlackUser:
    """Read `users.info`: a member is who Slack calls active, no guest, no bot, and of this workspace or its organisation, all of it said.

    Source: https://docs.slack.dev/reference/objects/user-object; what it says of a stranger lacks what only members have.
    """
    said = found if isinstance(found, dict) else {}
    grid = said.get("enterprise_user")
    grid = grid if isinstance(grid, dict) else {}
    of_user = [each for each in (said.get("id"), grid.get("id")) if isinstance(each, str) and each]
    own_team = said.get("team_id") if isinstance(said.get("team_id"), str) else ""
    if asked not in of_user:
        return SlackUser(frozenset({asked}), Standing.UNCLEAR)
    is_of_us = own_team in {team, enterprise} - {""} or (bool(enterprise) and grid.get("enterprise_id") == enterprise)
    return SlackUser(frozenset(of_user), _standing(said, is_of_us=is_of_us), str(own_team))


def _standing(said: Json, *, is_of_us: bool) -> Standing:
    if said.get("deleted") is True:
        return Standing.GONE
    if said.get("is_bot") is True or said.get("is_app_user") is True or said.get("id") == "USLACKBOT":
        return Standing.BOT
    if said.get("is_stranger") is True or not is_of_us:
        return Standing.STRANGER
    if said.get("is_restricted") is True or said.get("is_ultra_restricted") is True:
        return Standing.GUEST
    says_no = all(said.get(name) is False for name in ("deleted", "is_bot", "is_restricted", "is_ultra_restricted"))
    return Standing.MEMBER if says_no and said.get("is_stranger", False) is False else Standing.UNCLEAR


@contextmanager
def _failures(deed: str, *, writes: bool) -> Iterator[None]:
    with httpx_failures("Slack", deed, writes=writes):
        try:
            yield
        except SlackApiError as error:
            answer: SlackResponse = error.response
            said = answer.data if isinstance(answer.data, dict) else {}
            raise _failure(answer.status_code, said, answer.headers, deed, writes=writes) from error
        except (MeshbotError, httpx.HTTPError, httpx.InvalidURL):
            raise
        except Exception as error:
            # Whatever reading it breaks on, it was not the answer.
            raise lost("Slack", deed, "gave an answer that could not be read", unknown=writes) from error


def _failure(status: int, said: Json, headers: Mapping[str, str], deed: str, *, writes: bool) -> TemporaryFailure | PermanentFailure:
    error = said.get("error")
    code = error if isinstance(error, str) and CODE.fullmatch(error) else ""
    if status == 429 or code in BUSY:
        return TemporaryFailure(
            f"Slack did not {deed}: it was asked too often.", retry_after_s=retry_after_s(headers.get("retry-after")) or BUSY_S
        )
    if status >= 500 or code in BROKE:
        unknown = writes and (not code or code in BROKE or status in EFFECT_MAY_STAND)
        return lost("Slack", deed, f"answered {status} {code}".strip(), unknown=unknown)
    if not code and (writes or status < 400):
        return lost("Slack", deed, f"gave an answer that could not be read ({status})", unknown=writes)
    words, advice = REFUSALS.get(code, ("it gives no other reason", "" if code else "Check SLACK_API_URL."))
    more = [f"needed: {said['needed']}"[:200]] if said.get("needed") else _complaints(said)
    return PermanentFailure(f"Slack did not {deed}: {words} ({'; '.join([code or str(status), *more])}).", advice=advice, details=code)


def _complaints(said: Json) -> list[str]:
    """Return Slack's sentences about arguments and blocks: what rule is broken and where, not what was written there."""
    metadata = said.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    return [str(message)[:200] for message in messages[:3]] if isinstance(messages, list) else []


def _said(answer: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of an answer, empty if there is none."""
    try:
        body = parsed(answer.content) if is_json(answer.headers.get("Content-Type")) else None
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError("not a text")
    return given


def _bare_name(text: str) -> str:
    """Return an error's name where the whole answer is one, as some of the response URL's are."""
    return text.strip() if ERROR_CODE.fullmatch(text.strip()) else ""
