"""The few emoji that say something in a terminal; the others stay as they are typed."""

import re

SHOWN = {
    "white_check_mark": "✔",
    "heavy_check_mark": "✔",
    "ballot_box_with_check": "✔",
    "x": "✖",
    "heavy_multiplication_x": "✖",
    "no_entry": "⛔",
    "no_entry_sign": "⛔",
    "hourglass_flowing_sand": "…",
    "hourglass": "…",
    "white_small_square": "▫",
    "arrows_counterclockwise": "↻",
    "warning": "⚠",
    "rotating_light": "‼",
    "exclamation": "!",
    "question": "?",
    "grey_question": "?",
    "information_source": "ℹ",
    "arrow_right": "→",
    "arrow_left": "←",
    "arrow_up": "↑",
    "arrow_down": "↓",
    "white_circle": "○",
    "large_green_circle": "●",
    "large_yellow_circle": "●",
    "red_circle": "●",
    "black_circle": "●",
    "octagonal_sign": "■",
    "lock": "🔒",
    "unlock": "🔓",
    "raised_hand": "✋",
    "eyes": "👀",
    "rocket": "🚀",
    "snowflake": "❄",
    "sunny": "☀",
    "heavy_plus_sign": "+",
    "heavy_minus_sign": "-",
}
SHORTCODE = re.compile(r":([a-z0-9_+-]+):")


def with_emoji(text: str) -> str:
    return SHORTCODE.sub(lambda found: SHOWN.get(found[1], found[0]), text)
