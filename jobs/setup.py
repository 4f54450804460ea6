"""Take a new store into use, once, when the bot is installed: `python -m jobs.setup`.

Later only an admin does that, by `/mesh thaw`: a store that lost our mark may have lost locks and freezes too.
"""

import logging
import os
import sys

from logs import with_logging
from mesh.errors import TemporaryFailure
from mesh_toml import SettingsError
from wiring import now, refuse_unsafe_store, tools, worker_redis

log = logging.getLogger(__name__)


def main() -> None:
    with_logging()
    try:
        refuse_unsafe_store(worker_redis())
        is_new = tools().store.mark_known(now())
    except SettingsError as wrong:
        sys.stderr.write(f"meshbot cannot be set up:\n{wrong}\n")
        sys.exit(os.EX_CONFIG)
    except TemporaryFailure as failure:
        sys.stderr.write(f"meshbot cannot be set up: {failure} Look whether REDIS_URL is right, then run this again.\n")
        sys.exit(os.EX_TEMPFAIL)
    log.info("store taken into use" if is_new else "store was in use already")


if __name__ == "__main__":
    main()
