"""Slack's text into words: what Slack's composer and its escaping made of what a person typed is undone here, in an order that matters.

Links are unwrapped before entities are decoded: decoding first would turn a typed `&lt;@U012&gt;` into a real mention.
"""

import re

LINK = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\u3000\t\r\n"), " ")
NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"})
AUTO_DASH = re.compile(r"(?<![^ ])[—–‒−]-?(?=[a-z])", re.IGNORECASE)
REASON = re.compile(r'(?P<flag>--reason)(?:=|\s+)(?P<text>"[^"]*"(?=\s|$)|.*?(?=\s+--[a-z]|$))')
WORD = re.compile(r'(?:[^\s"]|"[^"]*"|")+')


def normalised(text: str) -> str:
    """Return the text as it was meant: no links, entities, odd spaces, smart quotes or automatic dashes."""
    plain = _decoded(text).translate(SPACES).translate(NOTHING).translate(QUOTES)
    return re.sub(r" {2,}", " ", AUTO_DASH.sub("--", plain)).strip()


def _decoded(text: str) -> str:
    """Unwrap links, then decode the three entities that Slack writes, once."""
    unwrapped = LINK.sub(_unwrapped, text)
    return re.sub(r"&(amp|lt|gt);", lambda match: {"amp": "&", "lt": "<", "gt": ">"}[match[1]], unwrapped)


def _unwrapped(link: re.Match[str]) -> str:
    target, label = link["target"], link["label"]
    if target.startswith(("@", "#")):
        return target
    if target.startswith("!subteam^"):
        return target.removeprefix("!subteam^")
    return label or target.removeprefix("mailto:")


def words(text: str) -> list[str]:
    """Split normalised text. Only `"` quotes; `'` is a plain character; `--reason` takes all up to the next `--flag`."""
    found: list[str] = []
    end = 0
    for reason in REASON.finditer(text):
        if reason.start() and text[reason.start() - 1] != " ":
            continue
        found += _split(text[end : reason.start()])
        found += [reason["flag"], _unquoted(reason["text"])]
        end = reason.end()
    return found + _split(text[end:])


def _split(text: str) -> list[str]:
    return [_unquoted(word) for word in WORD.findall(text)]


def _unquoted(word: str) -> str:
    return word.strip().replace('"', "") if word.count('"') % 2 == 0 else word.strip()
