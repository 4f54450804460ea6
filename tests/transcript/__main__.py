"""Write docs/transcript.md anew: `python -m tests.transcript`."""

import sys

from sandbox.launch.wishes import ROOT
from tests.transcript.story import STORY
from tests.transcript.telling import page, told


def main() -> int:
    transcripts, wrong = [], 0
    for chapter in STORY:
        code, transcript = told(chapter)
        transcripts.append(transcript)
        wrong += code != chapter.ends
        sys.stdout.write(f"{chapter.title}: {code}{'' if code == chapter.ends else f', but it should be {chapter.ends}'}\n")
    (ROOT / "docs" / "transcript.md").write_text(page(STORY, transcripts), encoding="utf8")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
