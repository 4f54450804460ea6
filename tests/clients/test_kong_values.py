"""Kong's JSON of a route, as the mesh reads it."""

import pytest

from clients import kong_values

ROW = {"id": "r1", "name": "web", "service": {"id": "s1"}, "hosts": None, "paths": ["/a"], "methods": None, "protocols": ["https"]}


@pytest.mark.parametrize(("given", "strips"), [({"strip_path": True}, True), ({"strip_path": False}, False), ({"strip_path": None}, False)])
def test_a_route_strips_its_path_only_where_kong_says_so(given: dict[str, object], strips: bool) -> None:
    """Kong asks for `strip_path == true`, and its 1.0 stores null too. Source: kong/router.lua."""
    assert kong_values.route({**ROW, **given}).strip_path is strips


@pytest.mark.parametrize(("hosts", "is_one"), [(None, False), ([], True), ({}, True), (["a.com"], False)])
def test_a_list_of_no_hosts_is_told_from_null(hosts: object, is_one: bool) -> None:
    route = kong_values.route({**ROW, "hosts": hosts})
    assert (route.has_list_of_no_hosts, bool(route.hosts)) == (is_one, bool(hosts))
