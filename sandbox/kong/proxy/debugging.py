"""Which route and service a request went to, for who asks by the header Kong-Debug.

Source: kong/router.lua of 1.0 to 3.0 sets them as soon as a route is found, so refusals of the node's own carry them as well. From 3.1 on a
node has to allow it.
"""

from sandbox.kong.proxy.messages import Headers, ProxyAnswer, ProxyRequest, header_of
from sandbox.kong.routing.route import Matched


def with_debug_headers(answer: ProxyAnswer, matched: Matched, request: ProxyRequest) -> ProxyAnswer:
    if header_of(request.headers, "kong-debug") is None:
        return answer
    named = (("Route", matched.route), ("Service", matched.service or {}))
    told: Headers = tuple((f"Kong-{kind}-{field.title()}", row[field]) for kind, row in named for field in ("id", "name") if row.get(field))
    return ProxyAnswer(answer.status, (*answer.headers, *told), answer.body)
