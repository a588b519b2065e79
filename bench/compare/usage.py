"""Runs a command and prints what it used: by itself, because a process is charged with the memory of the one it was forked from."""

import json
import os
import subprocess
import sys
import time

if __name__ == "__main__":
    began = time.monotonic()
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    said = {"wall_s": time.monotonic() - began, "cpu_s": usage.ru_utime + usage.ru_stime, "memory_mb": usage.ru_maxrss * 1024 / 1e6}
    print(json.dumps(said))
    sys.exit(child.returncode)
