"""Kinds of expressions that engines read otherwise or not at all, each with requests and what PCRE and Rust's engine match of them.

Source: asked of PCRE 8.39 (without `u`, anchored) and of Rust's regex 1.7.1 with regex-syntax 0.6.27, which regex 1.6 has too, behind `^`
and with `?P<` for `?<`, as Kong writes it.
"""

REFUSED = "refused"

KINDS: dict[str, list[tuple[str, str, str | None, str | None]]] = {
    "flags behind the start": [
        ("/(?i)hook/[a-z]+$", "/HOOK/Abc", "/HOOK/Abc", "/HOOK/Abc"),
        ("/a(?i)b|/c", "/aB", "/aB", "/aB"),
        ("/(?i)hook$", "/Hoo", None, None),
    ],
    "flags of a group": [
        ("/(?i:a)b", "/Ab", "/Ab", "/Ab"),
        ("/(?i:a)b", "/AB", None, None),
        ("/(?-i)a", "/A", None, None),
    ],
    "\\h": [
        (r"/a\hb", "/a b", "/a b", REFUSED),
        (r"/a\hb", "/ahb", None, REFUSED),
    ],
    "\\K": [
        (r"/a\Kb", "/ab", "b", REFUSED),
        (r"/a\Kb", "/ac", None, REFUSED),
    ],
    "\\p{L}": [
        (r"/\p{L}+$", "/abc", "/abc", "/abc"),
        (r"/\p{L}+$", "/ab1", None, None),
        (r"/\p{L}+$", "/é", None, "/é"),
    ],
    "\\k<n>": [
        (r"/(?<n>\w)\k<n>", "/aa", "/aa", REFUSED),
        (r"/(?<n>\w)\k<n>", "/ab", None, REFUSED),
    ],
    "\\g{n}": [
        (r"/(\w)\g{1}", "/aa", "/aa", REFUSED),
        (r"/(\w)\g{1}", "/ab", None, REFUSED),
    ],
    "\\1": [
        (r"/(\w)\1", "/aa", "/aa", REFUSED),
        (r"/(\w)\1", "/ab", None, REFUSED),
    ],
    "\\Q..\\E": [
        (r"/\Qa.b\E", "/a.b", "/a.b", REFUSED),
        (r"/\Qa.b\E", "/axb", None, REFUSED),
    ],
    "\\x{61}": [
        (r"/\x{61}b", "/ab", "/ab", "/ab"),
        (r"/\x{61}b", "/xb", None, None),
    ],
    "\\x61": [
        (r"/\x61b", "/ab", "/ab", "/ab"),
    ],
    "(?|..)": [
        ("/(?|(a)|(b))c", "/bc", "/bc", REFUSED),
        ("/(?|(a)|(b))c", "/cc", None, REFUSED),
    ],
    "(?1)": [
        ("/(a|b)(?1)", "/ab", "/ab", REFUSED),
        ("/(a|b)(?1)", "/ac", None, REFUSED),
    ],
    "\\R": [
        (r"/a\Rb", "/aRb", None, REFUSED),
        (r"/a\R?b", "/ab", "/ab", REFUSED),
    ],
    "[[:alpha:]]": [
        ("/[[:alpha:]]+$", "/abc", "/abc", "/abc"),
        ("/[[:alpha:]]+$", "/a:", None, None),
    ],
    "[[:^digit:]]": [
        ("/[[:^digit:]]$", "/a", "/a", "/a"),
        ("/[[:^digit:]]$", "/1", None, None),
    ],
    "a{,2}": [
        ("/a{,2}$", "/aa", None, REFUSED),
        ("/a{,2}$", "/a{,2}", "/a{,2}", REFUSED),
    ],
    "{id}": [
        ("/{id}", "/{id}", "/{id}", REFUSED),
        ("/{id}", "/7", None, REFUSED),
    ],
    "a{2}": [
        ("/a{2}$", "/aa", "/aa", "/aa"),
        ("/a{2}$", "/aaa", None, None),
    ],
    "look-ahead": [
        ("/cart(?!oon)", "/cartoon", None, REFUSED),
        ("/cart(?!oon)", "/cart/1", "/cart", REFUSED),
        ("/(?=a)a", "/a", "/a", REFUSED),
    ],
    "look-behind": [
        ("/a(?<=a)b", "/ab", "/ab", REFUSED),
        ("/a(?<!a)b", "/ab", None, REFUSED),
    ],
    "possessive": [
        ("/a++b", "/aab", "/aab", "/aab"),
        ("/a++ab", "/aab", None, "/aab"),
    ],
    "atomic group": [
        ("/(?>a|ab)c", "/abc", None, REFUSED),
        ("/(?>a|ab)c", "/ac", "/ac", REFUSED),
    ],
    "(?<n>..)": [
        (r"/(?<id>\d+)", "/12", "/12", "/12"),
        (r"/(?<id>\d+)", "/x", None, None),
    ],
    "(?P<n>..)": [
        (r"/(?P<id>\d+)", "/12", "/12", "/12"),
    ],
    "\\d on other digits": [
        (r"/\d+$", "/٣", None, "/٣"),
        (r"/\d+$", "/12", "/12", "/12"),
    ],
    "\\w on other letters": [
        (r"/\w+$", "/café", None, "/café"),
        (r"/\w+$", "/cafe", "/cafe", "/cafe"),
    ],
    "\\s and \\b": [
        (r"/a\sb", "/a b", "/a b", "/a b"),
        (r"/a\b", "/a/b", "/a", "/a"),
        (r"/a\b", "/ab", None, None),
    ],
    ". on a letter of two bytes": [
        ("/caf.$", "/café", None, "/café"),
        ("/caf..$", "/café", "/café", None),
    ],
    "letters in a set": [
        ("/[é]+$", "/é", "/é", "/é"),
        ("/[^a]$", "/é", None, "/é"),
    ],
    "case of other letters": [
        ("/(?i)É", "/é", None, "/é"),
        ("/(?i)[a-z]+$", "/éA", None, None),
    ],
    "lazy": [
        ("/a+?", "/aaa", "/a", "/a"),
        ("/a.*?b", "/axbxb", "/axb", "/axb"),
    ],
    "alternatives": [
        ("/a|/b", "/x/b", None, "/b"),
        ("/a|/ab", "/ab", "/a", "/a"),
        ("/(a|ab)(c|bcd)", "/abcd", "/abcd", "/abc"),
    ],
    "empty loops": [
        ("/(a*)*b", "/aab", "/aab", "/aab"),
        ("/(|a)+", "/aa", "/", "/"),
    ],
    "set in a set": [
        ("/[[a]b]", "/a]", None, "/a"),
        ("/[a&&b]", "/&", "/&", REFUSED),
    ],
    "\\/ and \\_": [
        (r"/a\/b", "/a/b", "/a/b", REFUSED),
        (r"/a\_b", "/a_b", "/a_b", REFUSED),
    ],
    "comment": [
        ("/a(?#x)b", "/ab", "/ab", REFUSED),
    ],
    "condition": [
        ("/(a)?(?(1)b|c)", "/ab", "/ab", REFUSED),
        ("/(a)?(?(1)b|c)", "/c", "/c", REFUSED),
    ],
    "(?x)": [
        ("/(?x) a b", "/ab", "/ab", "/ab"),
        ("/(?x) a b", "/ a b", None, None),
    ],
    "(?s) and (?m)": [
        ("/(?s)a.b", "/axb", "/axb", "/axb"),
        ("/(?m)a$", "/a", "/a", "/a"),
    ],
    "\\A \\z \\Z": [
        (r"/a\z", "/a", "/a", "/a"),
        (r"/a\Z", "/a", "/a", REFUSED),
        (r"/a\z", "/ab", None, None),
    ],
    "ranges and dashes": [
        ("/[a-c.-]+$", "/b-.", "/b-.", "/b-."),
        (r"/[\w-]+$", "/a-b", "/a-b", "/a-b"),
    ],
}
"""By kind: the expression, the path, and what PCRE and what Rust's engine match."""
