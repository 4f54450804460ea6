"""Add-ons and their attachments."""

from sandbox.heroku.attaching import attach, detach
from sandbox.heroku.endpoint import Answer, Call, Endpoint, listing
from sandbox.heroku.errors import invalid, not_found
from sandbox.heroku.ranges import SortKeys
from sandbox.heroku.records import AddOn, Attachment
from sandbox.heroku.shapes import addon_shape, attachment_shape
from sandbox.heroku.wire import Json
from sandbox.heroku.world import World, may_see

ADDONS_BY: SortKeys[AddOn] = {"id": lambda a: a.id, "name": lambda a: a.name}
ATTACHMENTS_BY: SortKeys[Attachment] = {"id": lambda a: a.id, "name": lambda a: a.name}


def _shape(world: World, addon: AddOn) -> Json:
    own = [a.config_var for a in world.attachments_of(addon.app) if a.addon is addon]
    return addon_shape(addon, own)


def addon_info(call: Call) -> Answer:
    return Answer(_shape(call.world, call.world.addon(call.params["addon"], call.account)))


def list_addons(call: Call) -> Answer:
    seen = [addon for addon in call.world.addons.values() if may_see(call.account, addon.app)]
    return listing(call, seen, ADDONS_BY, lambda addon: _shape(call.world, addon))


def list_app_addons(call: Call) -> Answer:
    """List the add-ons that the app owns and those attached to it."""
    app = call.app()
    attached = {a.addon.id for a in call.world.attachments_of(app)}
    seen = [addon for addon in call.world.addons.values() if addon.app is app or addon.id in attached]
    return listing(call, seen, ADDONS_BY, lambda addon: _shape(call.world, addon))


def create_attachment(call: Call) -> Answer:
    addon = call.world.addon(call.body.identity("addon"), call.account)
    app = call.world.app(call.body.identity("app"), call.account)
    made = attach(call.world, addon, app, call.account, name=call.body.text("name"), confirm=call.body.text("confirm"))
    return Answer(attachment_shape(made), 201)


def _attachments(call: Call, chosen: list[Attachment]) -> Answer:
    return listing(call, chosen, ATTACHMENTS_BY, attachment_shape)


def list_attachments(call: Call) -> Answer:
    return _attachments(call, [a for a in call.world.attachments.values() if may_see(call.account, a.app)])


def list_app_attachments(call: Call) -> Answer:
    return _attachments(call, call.world.attachments_of(call.app()))


def list_addon_attachments(call: Call) -> Answer:
    addon = call.world.addon(call.params["addon"], call.account)
    return _attachments(call, [a for a in call.world.attachments.values() if a.addon is addon])


def _attachment(call: Call) -> Attachment:
    found = call.world.attachments.get(call.params["attachment"])
    if found is None or not may_see(call.account, found.app):
        raise not_found("add_on attachment", "add-on attachment")
    return found


def attachment_info(call: Call) -> Answer:
    return Answer(attachment_shape(_attachment(call)))


def app_attachment_info(call: Call) -> Answer:
    identity = call.params["attachment"]
    found = next((a for a in call.world.attachments_of(call.app()) if identity in {a.id, a.name}), None)
    if found is None:
        raise not_found("add_on attachment", "add-on attachment")
    return Answer(attachment_shape(found))


def delete_attachment(call: Call) -> Answer:
    attachment = _attachment(call)
    others = [a for a in call.world.attachments.values() if a.addon is attachment.addon and a.app is attachment.app and a is not attachment]
    if attachment.app is attachment.addon.app and not others:
        raise invalid("Cannot destroy last attachment to billing app for the resource.")
    detach(call.world, attachment, call.account)
    return Answer(attachment_shape(attachment))


ENDPOINTS = [
    Endpoint("GET", "/addons", "add-on", list_addons),
    Endpoint("GET", "/addons/{addon}", "add-on", addon_info),
    Endpoint("GET", "/apps/{app}/addons", "add-on", list_app_addons),
    Endpoint("GET", "/addons/{addon}/addon-attachments", "add-on-attachment", list_addon_attachments),
    Endpoint("POST", "/addon-attachments", "add-on-attachment", create_attachment),
    Endpoint("GET", "/addon-attachments", "add-on-attachment", list_attachments),
    Endpoint("GET", "/addon-attachments/{attachment}", "add-on-attachment", attachment_info),
    Endpoint("DELETE", "/addon-attachments/{attachment}", "add-on-attachment", delete_attachment),
    Endpoint("GET", "/apps/{app}/addon-attachments", "add-on-attachment", list_app_attachments),
    Endpoint("GET", "/apps/{app}/addon-attachments/{attachment}", "add-on-attachment", app_attachment_info),
]
