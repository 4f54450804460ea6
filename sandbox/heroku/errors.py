"""Heroku's error answers: status, id and text as its documentation and its clients' tests have them."""

from sandbox.heroku.wire import Json

RATE_LIMITS_PAGE = "https://devcenter.heroku.com/articles/platform-api-reference#rate-limits"
NO_SUCH_ENDPOINT = (
    "The requested API endpoint was not found. Are you using the right HTTP verb (i.e. `GET` vs. `POST`), "
    "and did you specify your intended version with the `Accept` header?"
)


class HerokuError(Exception):
    """An answer that is not a success; `resource` names the kind of thing that was not found."""

    def __init__(self, status: int, error_id: str, message: str, *, url: str = "", resource: str = "", app: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"id": error_id, "message": message}
        self.body |= {key: value for key, value in (("url", url), ("resource", resource), ("app", app)) if value}


def bad_request(message: str) -> HerokuError:
    return HerokuError(400, "bad_request", message)


def confirmation_required(message: str, app: str) -> HerokuError:
    """Ask for the same request again with `confirm` set to the name of the app."""
    return HerokuError(400, "confirmation_required", message, app=app)


def unauthorized() -> HerokuError:
    return HerokuError(401, "unauthorized", "Invalid credentials provided.")


def forbidden(message: str) -> HerokuError:
    return HerokuError(403, "forbidden", message)


def not_found(resource: str, words: str = "") -> HerokuError:
    """Say that there is no such thing; `words` is what Heroku calls it in the sentence, where that differs from the resource."""
    return HerokuError(404, "not_found", f"Couldn't find that {words or resource}.", resource=resource)


def no_such_endpoint() -> HerokuError:
    return HerokuError(404, "not_found", NO_SUCH_ENDPOINT)


def not_acceptable() -> HerokuError:
    return HerokuError(
        406,
        "not_acceptable",
        "Please specify a version along with Heroku's API MIME type. For example, `Accept: application/vnd.heroku+json; version=3`.",
    )


def conflict(message: str) -> HerokuError:
    return HerokuError(409, "conflict", message)


def bad_range(message: str) -> HerokuError:
    return HerokuError(416, "requested_range_not_satisfiable", message)


def invalid(message: str) -> HerokuError:
    return HerokuError(422, "invalid_params", message)


def rate_limited() -> HerokuError:
    return HerokuError(
        429,
        "rate_limit",
        "Your account reached the API rate limit\nPlease wait a few minutes before making new requests",
        url=RATE_LIMITS_PAGE,
    )


def addon_error(message: str) -> HerokuError:
    """Answer an attachment that cannot be: Heroku says 503 here where one expects 422. Source: the CLI's own tests."""
    return HerokuError(503, "addon_error", message)
