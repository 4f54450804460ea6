"""The values that hostile deliveries are made of: people, channels, runs, words, and values of every wrong type."""

PEOPLE = ("U0OPERATOR", "U0OPERATOR", "U0APPROVER", "U0ADMIN", "U0GUEST", "U0STRANGER", "U0NOBODY")
CHANNELS = ("C0MESH", "C0MESH", "C0EU", "C0OTHER", "D0DIRECT")
DIGEST = "0123456789ab"
RUNS = ("r-22222", "r-33333", "r-44444", "r-55555", "r-66666", "r-77777", "r-99999")
"""Awaiting, failed, awaiting in another mesh, answered, of a mesh that is gone, proposed, and one that never was."""

WORDS = (
    *("", "help", "help add", "status", "status web-ui", "list", "diff", "runs", "history", "locks", "routes web-ui", "releases web-ui"),
    *("add web-ui", "add web-ui --dry-run", "add shop web=2:standard-1x", "add web-ui host=ui.example.com", "scale web-ui web=2"),
    *("restart web-ui", "restart web-ui web.1 --reason payload", "rollback web-ui v41", "remove web-ui --reason gone", "plan add web-ui"),
    *("route add web-ui", "route add web-ui cart path=/cart", "route add web-ui x path=/(a+)+b,/aaa", "route set web-ui cart path=/c"),
    *("attach billing --app acme-billing", "lock web-ui for 2h --reason x", "unlock web-ui", "freeze --until 2h --reason x", "thaw"),
    *(
        "run r-22222",
        "retry r-33333",
        "cancel r-77777",
        f"approve r-22222 {DIGEST}",
        "decline r-22222 no",
        "withdraw r-22222",
        "undo r-33333",
    ),
    *(
        "run r-44444",
        "approve r-44444",
        "can-i restart web-ui",
        "can-i",
        "add web-ui to eu",
        "status to nowhere",
        "history --since 99999999d",
    ),
    *('add "', "--reason", "add --from https://u:p@h/x?token=1", "lock web-ui for 99999999999999h --reason x", "freeze --until 0000-00-00"),
    *(
        "route add web-ui x path=/a{4294967296}",
        "scale web-ui web=99999999999999999999",
        "rollback web-ui v99999999999999999999",
        "=",
        "- - -",
    ),
)
JUNK = (
    *(
        "\0",
        "\u200b",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\U000e0041",
        "\x1b[31m",
        "\r\n",
        "\u2028",
        "\ud800",
        "\udfff",
        "\ufffe",
        "e\u0301" * 30,
    ),
    *("<@U0ADMIN>", "<!channel>", "<https://evil.example|x>", "&lt;&amp;", "%00", "${x}", "{{7*7}}", "`", "'", '"', "\\", "😀", "٣", "ﬀ"),
    *("a" * 300, "界" * 5000, " " * 9000, "--" * 3000, '"' * 4001, "x=" * 2000, "a," * 4000, "/" * 100_000),
)
LITERALS = (
    *("null", "true", "false", "0", "-1", "1.5", "1e999", "-1e999", "NaN", "Infinity", "9" * 30, "9" * 5000, "1" + "0" * 400),
    *('""', "[]", "{}", "[null]", "[[]]", "[{}]", '{"id":null}', '{"id":[]}', '{"id":{}}', '"\\ud800"', '"\\u0000"', '"\\udc00\\ud800"'),
    *('"' + "x" * 201 + '"', '"' + "x" * 100_000 + '"', "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000),
    *("[" * 500 + "]" * 500, '{"a":1,"a":2}', '["a","b"]', '{"value":5}', '"null"', '"\\u202e"', "[" + "1," * 5000 + "1]"),
)
FOREIGN = (
    *("command", "payload", "type", "event", "ssl_check", "challenge", "view", "actions", "authorizations", "enterprise", "team", "user"),
    *(
        "is_ext_shared_channel",
        "bot_access_token",
        "function_data",
        "inputs",
        "message",
        "previous_message",
        "container",
        "channel",
        "state",
    ),
    *("is_enterprise_install", "enterprise_id", "team_id", "user_id", "channel_id", "trigger_id", "response_url", "response_urls", "text"),
    *(
        "action_id",
        "callback_id",
        "bot_id",
        "edited",
        "subtype",
        "thread_ts",
        "tab",
        "assistant_thread",
        "context",
        "__proto__",
        "",
        "api_app_id",
    ),
)
URLS = (
    *("https://evil.example/x", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL"),
    *("http://[::1", "https://hooks.slack.com@evil.example/x", "https://hooks.slack.com.evil.example/", "//evil.example", "", "x" * 9000),
    *(
        "https://hooks.slack.com/commands/T1/2/x",
        "http://127.0.0.1:1/\r\nX: y",
        "https://xn--slack-xyz.com/",
        "https://hooks.slack.com:99999/",
    ),
)
ACTIONS = ("approve", "decline", "withdraw", "cancel", "retry", "refresh", "restart", "scale", "open-nothing", "Approve", "approve ", "")
CALLBACKS = ("route-add", "route-add", "route-add", "decline", "decline", "", "unknown", "route-add ", "x" * 200)
HALF_NAMES = ("", " ", "web-ui", "r-22222", "../..", "web-ui\0", "WEB-UI", "x" * 400, "r-22222\n", "a b c d e f")
STALE = (
    *(
        "",
        " ",
        "web-ui",
        "web-ui C0MESH",
        "web-ui C0MESH main",
        "web-ui C0MESH eu",
        "web-ui C0EU eu",
        "web-ui C0GONE main",
        "web-ui C0MESH main x",
    ),
    *(
        "r-22222",
        f"r-22222 {DIGEST}",
        f"r-22222 {DIGEST} C0MESH",
        f"r-22222 {DIGEST} C0EU",
        "r-22222 000000000000 C0MESH",
        f"r-44444 {DIGEST} C0MESH",
    ),
    *(
        f"r-44444 {DIGEST} C0EU",
        f"r-66666 {DIGEST} C0MESH",
        f"r-99999 {DIGEST} C0MESH",
        f"r-33333 {DIGEST} C0MESH",
        '{"run":"r-22222"}',
        "null",
        "\0",
    ),
    *("shop C0MESH main", "r-22222 " * 40, "界" * 300, "web-ui\u202e C0MESH main", "x" * 3000),
)
CONTENT_TYPES = (
    *(
        "",
        "text/plain",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/x-www-form-urlencoded; charset=x",
        "multipart/form-data",
    ),
    *("application/json\t", "application/jsonx", "application/xml", "x" * 2000),
)
BODIES = (
    *(b"", b" ", b"{", b"[]", b"null", b"{}", b"payload=", b"payload=null", b"payload=[]", b"payload={}", b"&&&", b"=", b"a", b"%", b"\0"),
    *(b"\xff\xfe", b"payload=%ff", b"payload=%zz", b"{" * 10_000, b"[" * 100_000, b'{"a":' * 100_000, b"a=1&" * 20_000, b"ssl_check=1"),
    *(b"ssl_check=1&token=x", b"ssl_check=", b'{"type":"url_verification","challenge":"x"}', b'{"type":"url_verification","challenge":{}}'),
    *(b'payload={"type":"block_actions"}', b"command=%2Fmesh&command=%2Fmesh", b"\xef\xbb\xbf{}", b"payload=" + b"%7B" * 5000, b"9" * 5000),
)
RAW = (
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"%", b"%zz", b"%u0041", b"%00", b"%ed%a0%80", b"&", b"&&", b"=", b"\0", b"\n"),
    *(b";", b"+", b"}", b'"'),
)
MARK = "@@literal {}@@"
