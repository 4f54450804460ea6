"""Which lines of a build's output are left out."""

import base64
import json
import time
from urllib.parse import quote

import pytest

from clients.heroku import HerokuClient
from clients.heroku.log_mask import LogMask, plain
from sandbox.heroku import HerokuStandIn
from tests.clients.heroku.conftest import APP
from tests.clients.heroku.test_build_log import build_printing, heroku

__all__ = ["heroku"]

PASSWORD = "p4ss/w0rd+0f%the=database"
URL = f"postgres://u7d8example:{quote(PASSWORD, safe='')}@ec2-1-2-3-4.example.com:5432/d3fghexample"
KEY = "SG.aB3dEf6hIj9lMn2pQr5t.Uv8xYz1bCd4f"
CONFIG = (URL, KEY, "production", "https://web-ui.example.com/cart")


def shown(text: str) -> str:
    return "\n".join(LogMask(CONFIG).lines(plain(text).split("\n"), "…"))


def in_base64(before: str, secret: str) -> str:
    return base64.b64encode(f"{before}{secret} and more".encode()).decode()


HIDDEN = {
    "the password alone": PASSWORD,
    "percent-encoded": quote(PASSWORD, safe=""),
    "percent-encoded in small letters": quote(PASSWORD, safe="").lower(),
    "in base64": in_base64("", PASSWORD),
    "in base64 behind one byte": in_base64("x", PASSWORD),
    "in base64 behind two bytes": in_base64("xy", PASSWORD),
    "the whole address in base64": in_base64("", URL),
    "in hexadecimal": PASSWORD.encode().hex(),
    "within JSON": json.dumps({"password": PASSWORD}),
    "over two lines": f"{PASSWORD[:12]}\n{PASSWORD[12:]}",
    "over three lines, indented": f"       {PASSWORD[:8]}\r\n       {PASSWORD[8:16]}\r\n       {PASSWORD[16:]}",
    "its first half": PASSWORD[:10],
    "its second half": PASSWORD[-10:],
    "letter by letter": "\n".join(PASSWORD),
    "split by terminal escapes": "\x1b[31m".join(PASSWORD),
    "split by a title": f"{PASSWORD[:5]}\x1b]0;title\x07{PASSWORD[5:]}",
    "split by what nobody sees": "\u200b".join(PASSWORD),
    "split by null bytes": "\x00".join(PASSWORD),
    "the user": "u7d8example",
    "the host": "connecting to ec2-1-2-3-4.example.com",
    "a key": f"token {KEY}",
    "half of a key": KEY[:18],
    "a password of nobody we know": "npm i https://user:hunter2@registry.example.com/x",
}


@pytest.mark.parametrize("printed", HIDDEN.values(), ids=HIDDEN)
def test_a_secret_is_left_out_however_it_is_printed(printed: str) -> None:
    lines = shown(f"before\n{printed}\nafter").split("\n")
    assert (lines[0], set(lines[1:-1]), lines[-1]) == ("before", {"…"}, "after")


def test_what_is_no_secret_is_shown() -> None:
    text = "-----> Installing node 22.1.0\nhttps://example.com:443/a@b\nnpm warn deprecated\npostgres 16"
    assert shown(text) == text


def test_a_value_in_plain_words_hides_only_itself() -> None:
    assert shown("NODE_ENV=production\nproducing a bundle") == "…\nproducing a bundle"


def test_the_end_of_a_long_log_is_shown_and_not_the_end_of_its_beginning(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    build = build_printing("filler of a long log\n" * 250_000 + "the reason at the end\n", stand_in, heroku)
    assert heroku.build_log(APP, build, 30).endswith("\nthe reason at the end")


def test_one_enormous_line_takes_no_time(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    build = build_printing(f"{'x://' * 100_000}\nthe end", stand_in, heroku)
    started = time.process_time()
    assert heroku.build_log(APP, build, 30).endswith("the end")
    assert time.process_time() - started < 3


@pytest.mark.parametrize("filler", range(262_100, 262_160, 7))
def test_a_secret_that_is_cut_where_the_window_begins_is_not_shown(heroku: HerokuClient, stand_in: HerokuStandIn, filler: int) -> None:
    heroku.set_config(APP, {"KEY": KEY})
    build = build_printing(f"{'-' * 9}{KEY}{'.' * filler}", stand_in, heroku)
    text = heroku.build_log(APP, build, 30)
    assert not any(KEY[at : at + 6] in text for at in range(len(KEY) - 5))
