"""Answer a question from what is found now."""

from typing import assert_never

from jobs.answers.history import history
from jobs.answers.routes import routes_of, who_answers_it
from jobs.answers.status import app_status, diff, mesh_status, releases
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.plan import Refusal
from mesh.requests import AppStatus, Diff, History, MeshStatus, Question, Releases, RouteMatch, Routes
from mesh.run import Answer, Run


def answer_to(tools: Tools, run: Run, request: Question, mesh: Mesh) -> Answer | Refusal:
    """Read what the question is about and answer it. Raises TemporaryFailure, PermanentFailure."""
    match request:
        case Routes():
            return routes_of(tools, request, mesh)
        case RouteMatch():
            return who_answers_it(tools, request, mesh)
        case MeshStatus():
            return mesh_status(tools, run, request, mesh)
        case AppStatus():
            return app_status(tools, request, mesh)
        case Diff():
            return diff(tools, request, mesh)
        case Releases():
            return releases(tools, request, mesh)
        case History():
            return history(tools, run, request, mesh)
        case _:
            assert_never(request)
