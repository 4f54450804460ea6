"""The web process: Slack's deliveries in, and two questions about health."""

import logging
from collections.abc import Callable

from flask import Flask, Response, jsonify, request
from slack_bolt import App
from slack_bolt.adapter.flask.handler import to_flask_response
from slack_bolt.request import BoltRequest

from bot.gate import MAX_BODY_BYTES, SIGNATURE, TIMESTAMP, delivered, is_signed
from bot.payloads import NOT_OURS
from jobs.queue import QUEUES
from mesh.errors import TemporaryFailure
from mesh.ports import Schedule

log = logging.getLogger(__name__)


def flask_app(bolt: App, schedule: Schedule, signing_secret: str) -> Flask:
    """Build the WSGI app: `/slack/events`, `/healthz` (this process) and `/readyz` (Redis answers, workers consume, none is stuck)."""
    app = probe_app(schedule)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    @app.post("/slack/events")
    def deliveries() -> Response:
        body = request.get_data()  # 413 where it is too large
        if not is_signed(signing_secret, body, request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")):
            log.warning("unsigned delivery refused", extra={"size_bytes": len(body)})
            return _plain(401, "not signed by Slack within the last five minutes")
        payload = delivered(body, request.content_type or "")
        if payload is None:
            return _plain(400, "not a delivery of Slack's")
        if payload is NOT_OURS:
            return _plain(200, "")
        # Bolt calls so what it need neither verify nor parse.
        return to_flask_response(bolt.dispatch(BoltRequest(mode="socket_mode", body=payload)))

    return app


def probe_app(schedule: Schedule, is_connected: Callable[[], bool] | None = None) -> Flask:
    """Build a WSGI app with the two probes alone; where there is a socket, `/readyz` also wants it to be connected."""
    app = Flask("meshbot", static_folder=None)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(alive=True)

    @app.get("/readyz")
    def readyz() -> Response:
        socket = {"socket": is_connected()} if is_connected else {}
        try:
            consumed = {queue: schedule.is_consumed(queue) for queue in QUEUES}
            evicts = schedule.eviction()
            stuck = {queue: trouble for queue in QUEUES if (trouble := schedule.stuck(queue))}
        except TemporaryFailure:
            return _answer(503, {"ready": False, "redis": False, **socket})
        ready = all(consumed.values()) and not stuck and not evicts and all(socket.values())
        told: dict[str, object] = ({"stuck": stuck} if stuck else {}) | ({"evicts": evicts} if evicts else {})
        return _answer(200 if ready else 503, {"ready": ready, "redis": True, "consumed": consumed, **told, **socket})

    return app


def _plain(status: int, text: str) -> Response:
    return Response(text, status=status, mimetype="text/plain")


def _answer(status: int, what: dict[str, object]) -> Response:
    response = jsonify(what)
    response.status_code = status
    return response
