"""Uploads in three steps, as slack_sdk's files_upload_v2 makes them."""

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import SlackStandIn, message_lines


def test_a_file_is_uploaded_and_shared_in_a_thread(slack: SlackStandIn, web: WebClient) -> None:
    parent = web.chat_postMessage(channel="C0MESH", text="the run")["ts"]
    web.files_upload_v2(
        channel="C0MESH", content="build & log\n", filename="build.log", title="Build log", initial_comment="the log", thread_ts=parent
    )
    file = slack.state()["files"][0]
    assert (file["text"], file["title"], file["shared_in"], file["completed"]) == ("build & log\n", "Build log", ["C0MESH"], True)
    message = slack.state()["channels"][0]["messages"][-1]
    assert message["thread_ts"] == parent
    assert message_lines(message, slack.workspace) == ["the log", "(file: Build log)"]


def test_the_bytes_must_be_as_many_as_were_announced(slack: SlackStandIn, web: WebClient) -> None:
    url = web.files_getUploadURLExternal(filename="a.txt", length=10)["upload_url"]
    assert httpx.post(str(url), content=b"short").status_code == 400


def test_a_file_without_bytes_cannot_be_completed(slack: SlackStandIn, web: WebClient) -> None:
    file_id = web.files_getUploadURLExternal(filename="a.txt", length=10)["file_id"]
    with pytest.raises(SlackApiError, match="file_not_found"):
        web.files_completeUploadExternal(files=[{"id": file_id, "title": "a"}], channel_id="C0MESH")


def test_a_file_cannot_be_shared_where_the_bot_is_no_member(slack: SlackStandIn, web: WebClient) -> None:
    with pytest.raises(SlackApiError, match="not_in_channel"):
        web.files_upload_v2(channel="C0RANDOM", content="x", filename="a.txt")


def test_an_empty_file_is_refused(web: WebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        web.files_getUploadURLExternal(filename="a.txt", length=0)
