"""The workspace every sandbox starts with."""

from sandbox.slack.people import BotIdentity, Channel, Person, UserGroup, Workspace


def seeded_workspace() -> Workspace:
    """Make team "mesh-sandbox": six people, two user groups, two channels with the bot and one without."""
    bot = BotIdentity(user_id="U0MESHBOT", bot_id="B0MESHBOT", app_id="A0MESHBOT", name="mesh")
    people = [
        Person("U0OPERATOR", "operator", "Olga Operator"),
        Person("U0OPERATOR2", "operator2", "Omar Operator"),
        Person("U0APPROVER", "approver", "Ada Approver"),
        Person("U0APPROVER2", "approver2", "Abel Approver"),
        Person("U0ADMIN", "admin", "Amina Admin"),
        Person("U0OUTSIDER", "outsider", "Otto Outsider"),
        Person(bot.user_id, bot.name, "meshbot", is_bot=True),
    ]
    humans = {person.id for person in people if not person.is_bot}
    groups = [
        UserGroup("S0OPERATORS", "operators", "Operators", ["U0OPERATOR", "U0OPERATOR2"]),
        UserGroup("S0APPROVERS", "approvers", "Approvers", ["U0APPROVER", "U0APPROVER2"]),
    ]
    channels = [
        Channel("C0MESH", "mesh", humans | {bot.user_id}),
        Channel("C0GENERAL", "general", humans | {bot.user_id}),
        Channel("C0RANDOM", "random", set(humans)),
    ]
    return Workspace(
        team_id="T0MESH",
        domain="mesh-sandbox",
        bot=bot,
        people={person.id: person for person in people},
        groups={group.id: group for group in groups},
        channels={channel.id: channel for channel in channels},
    )
