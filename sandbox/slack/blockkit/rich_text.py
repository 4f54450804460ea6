"""Rich text: sections, lists, quotes and preformatted text, and the words in them.

Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from sandbox.slack.blockkit.rules import Boolean, Fields, ListOf, Number, Rule, String, Typed, Url

WORD_STYLE = Fields(
    optional={key: Boolean() for key in ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink")},
)
STYLED: dict[str, Rule] = {"style": WORD_STYLE}

WORDS: dict[str, Rule] = {
    "text": Fields(required={"text": String()}, optional=STYLED),
    "link": Fields(required={"url": Url()}, optional={**STYLED, "text": String(), "unsafe": Boolean()}),
    "emoji": Fields(required={"name": String()}, optional={**STYLED, "unicode": String(), "skin_tone": Number(1, 6)}),
    "user": Fields(required={"user_id": String()}, optional=STYLED),
    "usergroup": Fields(required={"usergroup_id": String()}, optional=STYLED),
    "channel": Fields(required={"channel_id": String()}, optional=STYLED),
    "team": Fields(required={"team_id": String()}, optional=STYLED),
    "broadcast": Fields(required={"range": String(one_of=("here", "channel", "everyone"))}, optional=STYLED),
    "color": Fields(required={"value": String()}, optional=STYLED),
    "date": Fields(required={"timestamp": Number(), "format": String()}, optional={**STYLED, "url": Url(), "fallback": String()}),
}
ANY_WORDS = ListOf(Typed(WORDS, tuple(WORDS)), min_items=0)
SECTION = Fields(required={"elements": ANY_WORDS})
BORDER = Number(0, 1)

PARTS: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_quote": Fields(required={"elements": ANY_WORDS}, optional={"border": BORDER}),
    "rich_text_preformatted": Fields(
        required={"elements": ListOf(Typed(WORDS, ("text", "link")), min_items=0)},
        optional={"border": BORDER, "language": String()},
    ),
    "rich_text_list": Fields(
        required={
            "elements": ListOf(Typed({"rich_text_section": SECTION}, ("rich_text_section",)), min_items=0),
            "style": String(one_of=("bullet", "ordered")),
        },
        optional={"indent": Number(0, 8), "offset": Number(0), "border": BORDER},
    ),
}
ELEMENTS_OF_RICH_TEXT = ListOf(Typed(PARTS, tuple(PARTS)))
