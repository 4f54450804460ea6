"""What an engine may say instead of an answer."""


class NotCompiled(ValueError):
    """The engine refuses the expression; the message is its own sentence. `place`: where, counted in bytes, if it says so."""

    def __init__(self, sentence: str, place: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.place = sentence, place


class GaveUp(Exception):
    """The engine has come to its limit before it knew the answer."""
