"""Services: what PUT keeps, what a URL stands for, what is refused, how lists are paged."""

import base64

import pytest

from .examples import BACKEND, route, service
from .served import Served

DEFAULTS = {"protocol": "http", "port": 5000, "path": None, "retries": 5, "connect_timeout": 60000, "read_timeout": 60000}


def test_a_put_by_name_creates_and_replaces_with_200_and_keeps_the_id(kong: Served) -> None:
    first = kong.admin.put("/services/web-ui", json={"url": BACKEND, "retries": 3})
    second = kong.admin.put("/services/web-ui", json={"url": BACKEND})
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json()["id"] == first.json()["id"]


def test_a_put_resets_every_field_that_it_does_not_name(kong: Served) -> None:
    kong.admin.put("/services/web-ui", json={"url": BACKEND, "retries": 3, "path": "/x"})
    found = kong.admin.put("/services/web-ui", json={"url": BACKEND}).json()
    assert {name: found[name] for name in DEFAULTS} == DEFAULTS


def test_an_identical_put_resets_both_times(kong: Served) -> None:
    before = service(kong)
    kong.forward(10)
    after = service(kong)
    assert after["created_at"] - before["created_at"] >= 10
    assert after["updated_at"] == after["created_at"]


def test_the_name_in_the_path_beats_the_one_in_the_body(kong: Served) -> None:
    assert kong.admin.put("/services/web-ui", json={"name": "other", "url": BACKEND}).json()["name"] == "web-ui"


def test_a_put_by_id_without_a_name_takes_the_name_away(kong: Served) -> None:
    made = service(kong)
    assert kong.admin.put(f"/services/{made['id']}", json={"url": BACKEND}).json()["name"] is None


def test_a_name_is_taken_only_once_but_the_same_url_may_be_used_twice(kong: Served) -> None:
    service(kong, "a")
    assert kong.admin.post("/services", json={"name": "b", "url": BACKEND}).status_code == 201
    refused = kong.admin.post("/services", json={"name": "a", "url": BACKEND})
    assert refused.status_code == 409
    assert refused.json() == {
        "code": 5,
        "name": "unique constraint violation",
        "fields": {"name": "a"},
        "message": "UNIQUE violation detected on '{name=\"a\"}'",
    }


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://app.example.com", ("https", "app.example.com", 443, None)),
        ("http://user:pw@example.com:81/base?y=1#z", ("http", "example.com", 81, "/base")),
        ("http://[::1]:5000", ("http", "::1", 5000, None)),
    ],
)
def test_a_url_is_split_and_what_has_no_field_is_dropped(kong: Served, url: str, parts: tuple[object, ...]) -> None:
    made = service(kong, url=url)
    assert (made["protocol"], made["host"], made["port"], made["path"]) == parts


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": BACKEND, "foo": 1}, "foo: unknown field"),
        ({"url": BACKEND, "tags": ["x"]}, "tags: unknown field"),
        ({}, "host: required field missing"),
        ({"host": "x:80"}, "host: must not have a port"),
        ({"host": "h", "port": 70000}, "port: value should be between 0 and 65535"),
        ({"host": "h", "port": "80"}, "port: expected an integer"),
        ({"host": "h", "protocol": "ftp"}, "protocol: expected one of: http, https, tcp, tls"),
        ({"host": "h", "path": "//x"}, "path: must not have empty segments"),
        (
            {"host": "h", "name": "bad name"},
            "name: invalid value 'bad name': it must only contain alphanumeric and '., -, _, ~' characters",
        ),
    ],
)
def test_a_wrong_field_is_a_schema_violation_that_names_it(kong: Served, fields: dict[str, object], sentence: str) -> None:
    refused = kong.admin.post("/services", json=fields)
    assert (refused.status_code, refused.json()["message"]) == (400, f"schema violation ({sentence})")


def test_several_wrong_fields_are_counted_and_told_in_the_order_of_their_names(kong: Served) -> None:
    refused = kong.admin.post("/services", json={"name": "x", "url": "127.0.0.1:5000"}).json()
    sentences = "host: required field missing; path: should start with: /; protocol: expected one of: http, https, tcp, tls"
    assert refused["message"] == f"3 schema violations ({sentences})"


def test_a_later_kong_takes_tags_and_finds_by_them(late_kong: Served) -> None:
    late_kong.admin.put("/services/a", json={"url": BACKEND, "tags": ["mesh"]})
    late_kong.admin.put("/services/b", json={"url": BACKEND})
    assert [row["name"] for row in late_kong.admin.get("/services?tags=mesh").json()["data"]] == ["a"]


def test_a_later_kong_judges_the_type_of_a_url(late_kong: Served) -> None:
    refused = late_kong.admin.post("/services", json={"name": "x", "url": 5000})
    assert refused.json()["fields"] == {"url": "expected a string"}


def test_a_delete_answers_204_whether_or_not_it_was_there(kong: Served) -> None:
    service(kong)
    assert [kong.admin.delete("/services/web-ui").status_code for _ in range(2)] == [204, 204]


def test_a_service_with_routes_cannot_be_deleted(kong: Served) -> None:
    service(kong)
    route(kong)
    refused = kong.admin.delete("/services/web-ui")
    assert refused.status_code == 400
    assert refused.json() == {
        "code": 4,
        "name": "foreign key violation",
        "fields": {"@referenced_by": "routes"},
        "message": "an existing 'routes' entity references this 'services' entity",
    }


def test_a_patch_changes_what_it_names_and_nothing_else(kong: Served) -> None:
    before = service(kong)
    kong.forward(10)
    after = kong.admin.patch("/services/web-ui", json={"retries": 7}).json()
    assert after == {**before, "retries": 7, "updated_at": after["updated_at"]}
    assert after["updated_at"] > before["updated_at"]


def test_a_patch_never_changes_the_id(kong: Served) -> None:
    before = service(kong)
    after = kong.admin.patch("/services/web-ui", json={"id": "11111111-1111-4111-8111-111111111111", "retries": 7}).json()
    assert (after["id"], after["retries"]) == (before["id"], 7)
    assert [row["id"] for row in kong.admin.get("/services").json()["data"] if row["name"] == "web-ui"] == [before["id"]]
    assert kong.admin.patch("/services/web-ui", json={"id": "x"}).json()["fields"] == {"id": "expected a valid UUID"}


def test_a_patch_of_something_absent_says_what_it_looked_for(kong: Served) -> None:
    refused = kong.admin.patch("/services/absent", json={"retries": 7})
    assert refused.status_code == 404
    assert refused.json()["message"] == "could not find the entity with '{name=\"absent\"}'"


def test_a_page_tells_where_the_next_begins_and_forgets_its_size(kong: Served) -> None:
    made = sorted(service(kong, name)["id"] for name in ("a", "b", "c"))
    first = kong.admin.get("/services?size=2").json()
    second = kong.admin.get(first["next"]).json()
    assert [row["id"] for row in first["data"] + second["data"]] == made
    assert first["next"] == f"/services?offset={first['offset']}"
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("size=0", 9, "size must be an integer between 1 and 1000"),
        ("size=abc", 9, "size must be a number"),
        ("offset=zzz", 7, "'zzz' is not a valid offset: bad json encoding"),
    ],
)
def test_a_wrong_page_is_refused_by_number(kong: Served, query: str, code: int, message: str) -> None:
    refused = kong.admin.get(f"/services?{query}")
    assert (refused.status_code, refused.json()["code"], refused.json()["message"]) == (400, code, message)


def test_a_new_url_keeps_the_path_in_1_0_and_takes_it_away_in_later_releases(kong: Served, late_kong: Served) -> None:
    for each in (kong, late_kong):
        service(each, url="http://127.0.0.1:5000/base")
    paths = [each.admin.patch("/services/web-ui", json={"url": "http://127.0.0.1:6000"}).json()["path"] for each in (kong, late_kong)]
    assert paths == ["/base", None]


@pytest.mark.parametrize("release", ["late_kong", "kong_3"])
@pytest.mark.parametrize("fields", [{"retries": "x"}, {"port": 70000, "name": "bad name"}, {"foo": 1}, {"protocol": "ftp", "host": 5}])
def test_of_an_empty_url_beside_other_wrong_fields_the_url_alone_is_told(
    release: str, fields: dict[str, object], request: pytest.FixtureRequest
) -> None:
    kong: Served = request.getfixturevalue(release)
    refused = kong.admin.post("/services", json={"url": "", **fields})
    assert (refused.status_code, refused.json()["fields"]) == (400, {"url": "length must be at least 1"})


@pytest.mark.parametrize(("release", "is_kept"), [("kong", False), ("late_kong", True), ("kong_3", True)])
def test_1_0_ignores_when_something_is_said_to_be_created(release: str, *, is_kept: bool, request: pytest.FixtureRequest) -> None:
    kong: Served = request.getfixturevalue(release)
    posted = kong.admin.post("/services", json={"name": "a", "url": BACKEND, "created_at": 1_500_000_000}).json()
    put = kong.admin.put("/services/b", json={"url": BACKEND, "created_at": 1_500_000_000}).json()
    assert [row["created_at"] == 1_500_000_000 for row in (posted, put)] == [is_kept, is_kept]


def test_1_0_ignores_it_in_a_patch_too(kong: Served) -> None:
    before = service(kong)
    after = kong.admin.patch("/services/web-ui", json={"created_at": 1_500_000_000, "retries": 7}).json()
    assert (after["created_at"], after["retries"]) == (before["created_at"], 7)


def _offset(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


BAD_JSON, NOTHING, BROKEN = (400, "bad json encoding"), (200, ""), (500, "An unexpected error occurred")


@pytest.mark.parametrize("release", ["kong", "late_kong", "kong_3"])
@pytest.mark.parametrize(
    ("offset", "wanted"),
    [
        ("%25", (400, "bad base64 encoding")),
        ("a", (400, "bad base64 encoding")),
        ("zzz", BAD_JSON),
        (_offset("{"), BAD_JSON),
        (_offset("false"), BAD_JSON),
        (_offset('["ffffffff-ffff-4fff-8fff-ffffffffffff"]'), NOTHING),
        (_offset('["ffffffff-ffff-4fff-8fff-ffffffffffff","more"]'), NOTHING),
        (_offset("[]"), NOTHING),
        (_offset('{"id":"x"}'), NOTHING),
        (_offset('["no uuid"]'), BROKEN),
        (_offset("[5]"), BROKEN),
        (_offset("5"), BROKEN),
        (_offset("null"), BROKEN),
    ],
)
def test_an_offset_made_by_hand_is_read_as_kong_reads_its_own(
    release: str, offset: str, wanted: tuple[int, str], request: pytest.FixtureRequest
) -> None:
    kong: Served = request.getfixturevalue(release)
    service(kong)
    answer = kong.admin.get(f"/services?offset={offset}")
    message = answer.json().get("message", "")
    assert (answer.status_code, message.rpartition(": ")[2]) == wanted
    assert answer.json().get("data", []) == []
