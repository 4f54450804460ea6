"""Reading the JSON body of a request: what it must be, and Heroku's words when it is not."""

import json

from sandbox.heroku.errors import bad_request, invalid
from sandbox.heroku.wire import Json


class Body:
    """An object of a request body; keys that nobody asks for are ignored, as Heroku ignores them.

    Every getter raises HerokuError 422 for a value of the wrong type, and for a missing one that is required.
    """

    def __init__(self, given: Json) -> None:
        self.given = given

    def text(self, key: str) -> str | None:
        """Return a string; None if the key is missing or null."""
        value = self.given.get(key)
        if value is not None and not isinstance(value, str):
            raise invalid(f"{key} must be a string.")
        return value

    def required_text(self, key: str) -> str:
        value = self.text(key)
        if not value:
            raise invalid(f"Required parameter missing: {key}.")
        return value

    def identity(self, key: str) -> str:
        """Return a name or id, given as a string or, as the CLI does, as an object with one of the two."""
        value = self.given.get(key)
        if isinstance(value, dict):
            return Body(value).text("id") or Body(value).required_text("name")
        return self.required_text(key)

    def flag(self, key: str) -> bool | None:
        """Return true or false; 0 and 1 are taken too, because heroku3 sends `maintenance: 0`."""
        value = self.given.get(key)
        if value is None:
            return None
        if not isinstance(value, bool) and value not in {0, 1}:
            raise invalid(f"{key} must be true or false.")
        return bool(value)

    def objects(self, key: str) -> list["Body"]:
        value = self.given.get(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise invalid(f"{key} must be an array of objects.")
        return [Body(item) for item in value]

    def object(self, key: str) -> "Body":
        value = self.given.get(key)
        if not isinstance(value, dict):
            raise invalid(f"{key} must be an object.")
        return Body(value)


def body_of(raw: bytes) -> Body:
    """Read a request's body; none at all is an empty object. Raises HerokuError 400 if it is not JSON, 422 if not an object."""
    if not raw.strip():
        return Body({})
    try:
        given = json.loads(raw)
    except ValueError:
        raise bad_request("Unable to parse the JSON of the request body.") from None
    if given is None:
        return Body({})
    if not isinstance(given, dict):
        raise invalid("The request body must be a JSON object.")
    return Body(given)
