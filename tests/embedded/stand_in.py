# ruff: noqa: T201 -- its output is what the tests look for
"""Stands in for ``python -m gkcloud`` so that the demo's supervision is tested without the product.

``STAND_IN_FAILS`` names the command that fails. The ``worker`` that serves the queue
heavy leaves a process in a session of its own, as RQ does for a job, and takes SIGTERM as "finish the job first", which
never happens.
"""

import http.server
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

COMMAND = sys.argv[1]
JOB = Path(os.environ["STAND_IN_JOB"])


class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        print("asked for", self.path, flush=True)
        is_ready = self.path == "/readyz" and JOB.exists()
        self.send_response(200 if is_ready else 503)
        self.end_headers()
        if self.path == "/stop":
            os._exit(3)


print("stand-in", *sys.argv[1:], flush=True)
if os.environ.get("STAND_IN_FAILS") == COMMAND:
    print("it went wrong here", flush=True)
    sys.exit(7)
if sys.argv[1:] == ["demo", "accounts"]:
    print("author / password", os.environ["DATABASE_URL"].partition("@")[0])
elif COMMAND == "web":
    http.server.HTTPServer((sys.argv[3], int(sys.argv[5])), Web).serve_forever()
elif COMMAND == "worker" and "heavy" in sys.argv[-1]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    job = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True)
    JOB.with_suffix(".new").write_text(str(job.pid))
    JOB.with_suffix(".new").rename(JOB)
    time.sleep(300)
elif COMMAND in {"cron", "worker"}:
    time.sleep(300)
