"""What ends the sandbox early, each with a sentence for the person at the terminal."""


class CannotStart(Exception):
    """The sandbox cannot start as it was asked to; `code` is the exit code (2: the command line or the environment is wrong)."""

    def __init__(self, sentence: str, *, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


class ProcessEnded(Exception):
    """A process that should stay up has ended; `tail` is the end of its log."""

    def __init__(self, name: str, returncode: int, tail: str) -> None:
        super().__init__(f"The process `{name}` {how_ended(returncode)}.")
        self.tail = tail


def how_ended(returncode: int) -> str:
    """Say it as the end of a sentence: `ended with exit code 1`."""
    return f"ended with exit code {returncode}" if returncode >= 0 else f"was ended by signal {-returncode}"
