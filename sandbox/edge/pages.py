"""What Heroku's router answers itself: its error pages.

Source: https://devcenter.heroku.com/articles/error-codes and https://devcenter.heroku.com/articles/error-pages
"""

from sandbox.kong import ProxyAnswer

PAGE = """<!DOCTYPE html>
<html>
  <head>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta charset="utf-8">
    <title>{title}</title>
  </head>
  <body>
    <h1>{heading}</h1>
    <p>{text}</p>
  </body>
</html>
"""


def _page(status: int, title: str, heading: str, text: str, code: str = "") -> ProxyAnswer:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache, no-store"), ("Server", "Cowboy"))
    shown = (*headers, ("Heroku-Error", code)) if code else headers
    return ProxyAnswer(status, shown, PAGE.format(title=title, heading=heading, text=text).encode())


_BROKEN = (
    "An error occurred in the application and your page could not be served. If you are the application owner, check your logs for details."
)

NO_SUCH_APP = _page(404, "No such app", "There's nothing here, yet.", "No such app. Build something amazing.")
CRASHED = _page(503, "Application error", "Application error", f"{_BROKEN} H10", "H10")
NO_WEB_DYNO = _page(503, "Application error", "Application error", f"{_BROKEN} H14", "H14")
MAINTENANCE = _page(503, "Offline for Maintenance", "Offline for Maintenance", "This application is undergoing maintenance right now.")
TOO_MANY_HOPS = _page(502, "Application error", "Application error", f"{_BROKEN} The request went in a circle between apps.")
