"""Say in Redis that somebody consumes, keep a child in another process group unless told not to, and end on SIGTERM."""

import os
import subprocess
import sys
import time

import redis

if __name__ == "__main__":
    if not os.environ.get("FAKE_BOT_CHILDLESS"):
        subprocess.Popen(["/bin/sleep", "600"], process_group=0)
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    if os.environ.get("FAKE_BOT_IDLES"):
        sys.stderr.write("I shall not consume.\n")
    else:
        client.set("consumes", "yes")
    while True:
        time.sleep(1)
