"""Plugins and consumers as entities."""

import pytest

from .examples import Json, service
from .served import Served


def _limit(kong: Served, **config: object) -> Json:
    made: Json = kong.admin.post("/services/web-ui/plugins", json={"name": "rate-limiting", "config": config}).json()
    return made


def test_a_plugin_may_stand_only_once_on_one_target(kong: Served) -> None:
    made = service(kong)
    _limit(kong, minute=5)
    refused = _limit(kong, minute=6)
    key = f'{{consumer=null,name="rate-limiting",route=null,service={{id="{made["id"]}"}}}}'
    assert (refused["code"], refused["message"]) == (5, f"UNIQUE violation detected on '{key}'")


def test_an_unknown_plugin_is_not_enabled(kong: Served) -> None:
    refused = kong.admin.post("/plugins", json={"name": "nosuch"}).json()
    assert refused["fields"] == {"name": "plugin 'nosuch' not enabled; add it to the 'plugins' configuration property"}


def test_a_patch_merges_the_configuration(kong: Served) -> None:
    service(kong)
    made = _limit(kong, minute=5, policy="local")
    merged = kong.admin.patch(f"/plugins/{made['id']}", json={"config": {"minute": 60}}).json()
    assert (merged["config"]["minute"], merged["config"]["policy"]) == (60, "local")


def test_rules_across_the_configuration_are_told_with_the_field(kong: Served) -> None:
    service(kong)
    refused = _limit(kong, minute=5, policy="redis")
    assert refused["fields"] == {
        "@entity": ["failed conditional validation given value of field 'config.policy'"],
        "config": {"redis_host": "required field missing"},
    }


def test_a_longer_period_may_not_have_the_lower_limit(kong: Served) -> None:
    service(kong)
    sentence = "The limit for hour(4.0) cannot be lower than the limit for minute(5.0)"
    assert _limit(kong, minute=5, hour=4)["fields"] == {"config": sentence}


def test_acl_knows_the_old_names_up_to_2_8_and_not_in_3_0(kong: Served, late_kong: Served, kong_3: Served) -> None:
    given = {"name": "acl", "config": {"whitelist": ["g"]}}
    assert kong.admin.post("/plugins", json=given).json()["config"]["whitelist"] == ["g"]
    assert late_kong.admin.post("/plugins", json=given).json()["config"]["allow"] == ["g"]
    assert kong_3.admin.post("/plugins", json=given).json()["fields"]["config"] == {"whitelist": "unknown field"}


def test_what_belongs_to_a_service_or_consumer_is_deleted_with_it(kong: Served) -> None:
    service(kong)
    _limit(kong, minute=5)
    kong.admin.put("/consumers/ann", json={})
    kong.admin.post("/consumers/ann/key-auth", json={"key": "k"})
    kong.admin.delete("/services/web-ui")
    kong.admin.delete("/consumers/ann")
    assert kong.admin.get("/plugins").json()["data"] + kong.admin.get("/key-auths").json()["data"] == []


def test_a_consumer_needs_some_name(kong: Served) -> None:
    refused = kong.admin.post("/consumers", json={}).json()
    assert refused["fields"] == {"@entity": ["at least one of these fields must be non-empty: 'custom_id', 'username'"]}


@pytest.mark.parametrize("by", ["group", "id"])
def test_an_acl_is_found_and_deleted_by_its_group_or_its_id(kong: Served, by: str) -> None:
    kong.admin.put("/consumers/ann", json={})
    made = kong.admin.post("/consumers/ann/acls", json={"group": "mesh"}).json()
    address = f"/consumers/ann/acls/{made[by]}"
    assert kong.admin.get(address).json() == made
    assert [kong.admin.delete(address).status_code, kong.admin.get(address).status_code] == [204, 404]
