"""The words of PCRE 8.45: what it says of an expression that it refuses, and which properties it knows (Unicode 7).

Source: `error_texts` of pcre_compile.c, and pcrepattern(3), "Unicode character properties". PCRE2 adds 100 to the same numbers.
"""

SENTENCES = {
    1: "\\ at end of pattern",
    2: "\\c at end of pattern",
    3: "unrecognized character follows \\",
    4: "numbers out of order in {} quantifier",
    5: "number too big in {} quantifier",
    6: "missing terminating ] for character class",
    7: "invalid escape sequence in character class",
    8: "range out of order in character class",
    9: "nothing to repeat",
    12: "unrecognized character after (? or (?-",
    13: "POSIX named classes are supported only within a class",
    14: "missing )",
    15: "reference to non-existent subpattern",
    18: "missing ) after comment",
    20: "regular expression is too large",
    22: "unmatched parentheses",
    24: "unrecognized character after (?<",
    25: "lookbehind assertion is not fixed length",
    26: "malformed number or name after (?(",
    27: "conditional group contains more than two branches",
    28: "assertion expected after (?(",
    29: "(?R or (?[+-]digits must be followed by )",
    30: "unknown POSIX class name",
    31: "POSIX collating elements are not supported",
    34: "character value in \\x{} or \\o{} is too large",
    35: "invalid condition (?(0)",
    37: "PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u",
    38: "number after (?C is > 255",
    39: "closing ) for (?C expected",
    40: "recursive call could loop indefinitely",
    41: "unrecognized character after (?P",
    42: "syntax error in subpattern name (missing terminator)",
    43: "two named subpatterns have the same name",
    46: "malformed \\P or \\p sequence",
    47: "unknown property name after \\P or \\p",
    48: "subpattern name is too long (maximum 32 characters)",
    49: "too many named subpatterns (maximum 10000)",
    51: "octal value is greater than \\377 in 8-bit non-UTF-8 mode",
    54: "DEFINE group contains more than one branch",
    57: "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number",
    58: "a numbered reference must not be zero",
    59: "an argument is not allowed for (*ACCEPT), (*FAIL), or (*COMMIT)",
    60: "(*VERB) not recognized or malformed",
    61: "number is too big",
    62: "subpattern name expected",
    63: "digit expected after (?+",
    65: "different names for subpatterns of the same number are not allowed",
    66: "(*MARK) must have an argument",
    68: "\\c must be followed by an ASCII character",
    69: "\\k is not followed by a braced, angle-bracketed, or quoted name",
    71: "\\N is not supported in a class",
    79: "non-hex character in \\x{} (closing brace missing?)",
    80: "non-octal character in \\o{} (closing brace missing?)",
    81: "missing opening brace after \\o",
    82: "parentheses are too deeply nested",
    83: "invalid range in character class",
    84: "group name must start with a non-digit",
    86: "digits missing in \\x{} or \\o{}",
}

_CATEGORIES = "C Cc Cf Cn Co Cs L L& Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs"
_SPECIAL = "Any Xan Xps Xsp Xuc Xwd"
_SCRIPTS = """
    Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian
    Caucasian_Albanian Chakma Cham Cherokee Common Coptic Cuneiform Cypriot Cyrillic Deseret Devanagari Duployan Egyptian_Hieroglyphs
    Elbasan Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gurmukhi Han Hangul Hanunoo Hebrew Hiragana Imperial_Aramaic
    Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kayah_Li Kharoshthi Khmer Khojki Khudawadi
    Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Malayalam Mandaic Manichaean Meetei_Mayek Mende_Kikakui
    Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Myanmar Nabataean New_Tai_Lue Nko Ogham Old_Italic Old_North_Arabian
    Old_Permic Old_Persian Old_South_Arabian Old_Turkic Ol_Chiki Oriya Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician
    Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham Sinhala Sora_Sompeng Sundanese Syloti_Nagri Syriac
    Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Telugu Thaana Thai Tibetan Tifinagh Tirhuta Ugaritic Vai Warang_Citi Yi
"""
PROPERTIES = frozenset(f"{_CATEGORIES} {_SPECIAL} {_SCRIPTS}".split())
