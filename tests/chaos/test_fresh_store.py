"""A Redis that lost its data behind a running bot: nothing is changed until an admin says so, and reads are answered."""

from tests.chaos.conftest import RigWith
from tests.chaos.truth import untruths
from tests.chaos.waits import until


def test_a_fresh_redis_behind_a_running_bot_refuses_changes_until_an_admin_thaws(rig_with: RigWith) -> None:
    rig = rig_with()
    before = rig.ended(rig.ask("/mesh add before"))
    rig.redis.client.flushall()
    rig.heal()
    assert "my store is new or was lost" in rig.say("/mesh add after")
    assert "new or was lost" not in rig.say("/mesh runs")
    until(lambda: "Only" in rig.say("/mesh thaw"), "whoever is no admin is refused, once it is known who they are", every_s=1.0)
    assert "tinyrobot-science-mesh-after" not in rig.state()["heroku"]["apps"]
    rig.say("/mesh thaw", person="admin")
    after = rig.ended(rig.ask("/mesh add after"))
    assert (before.state, after.state, untruths(rig, after, "after")) == ("done", "done", [])
