"""The page: one workspace to read, type and click in, with the mesh beside it."""

from sandbox.page.routes import add_page

__all__ = ["add_page"]
