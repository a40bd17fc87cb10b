"""Runs a command and prints the wall and CPU seconds that it and its children took, as JSON."""

import json
import resource
import subprocess
import sys
import time

start = time.monotonic()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, capture_output=True, text=True)
wall = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode != 0:
    sys.exit(done.stderr or done.stdout)
print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime}))
