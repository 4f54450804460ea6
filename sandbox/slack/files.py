"""Files: an upload in three steps, as files.getUploadURLExternal asks for it."""

import secrets
from dataclasses import dataclass, field
from typing import Any


@dataclass
class File:
    """A file. It is shared once `shared_in` names a channel; `content` is None until the bytes came."""

    id: str
    name: str
    length: int
    ticket: str
    title: str = ""
    content: bytes | None = None
    completed: bool = False
    shared_in: list[str] = field(default_factory=list)
    initial_comment: str = ""
    thread_ts: str = ""

    def as_api(self, base_url: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "size": self.length,
            "mode": "hosted",
            "channels": list(self.shared_in),
            "permalink": f"{base_url}/files/{self.id}",
            "url_private": f"{base_url}/files-pri/{self.id}/{self.name}",
        }

    def as_state(self) -> dict[str, Any]:
        """Return the file for `state()`, its content read as UTF-8 text."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "size": self.length,
            "text": self.content.decode("utf8", "replace") if self.content is not None else None,
            "completed": self.completed,
            "shared_in": list(self.shared_in),
            "initial_comment": self.initial_comment,
            "thread_ts": self.thread_ts,
        }


class Files:
    """All files by id."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}

    def expect(self, name: str, length: int) -> File:
        """Note that the app will upload `length` bytes to the path of the file's ticket."""
        file = File(f"F{secrets.token_hex(5).upper()}", name, length, secrets.token_urlsafe(24))
        self.by_id[file.id] = file
        return file

    def awaited(self, ticket: str) -> File | None:
        return next((file for file in self.by_id.values() if file.ticket == ticket), None)
