"""Which Kong the stand-in plays, and from which release on a rule holds."""

from dataclasses import dataclass

KNOWN = ("1.0.2", "2.8.5", "3.0.2")


@dataclass(frozen=True)
class Version:
    """A release of Kong: `text` as the Server header names it, `number` to compare with."""

    text: str
    number: tuple[int, ...]

    def since(self, *number: int) -> bool:
        """Say whether this release is that one or a later one: `since(1, 3)`."""
        return self.number >= number

    @property
    def server(self) -> str:
        return f"kong/{self.text}"


def version_of(text: str) -> Version:
    """Return the release. Raises ValueError unless it is one of `KNOWN`, because only those were measured."""
    if text not in KNOWN:
        raise ValueError(f"Kong {text!r} was not measured; known are {', '.join(KNOWN)}")
    return Version(text, tuple(int(part) for part in text.split(".")))
