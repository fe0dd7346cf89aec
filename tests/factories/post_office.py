"""A mail server and a vendor of robots on this machine, as real as a socket: what was sent to them can be read back."""

import json
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Posted:
    """One message to a robot: the path with its arguments, and the content."""

    path: str
    content: dict[str, Any]


@dataclass
class PostOffice:
    """What came in, and how the next callers are answered."""

    mails: list[EmailMessage] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    # A line of SMTP's to answer every recipient with, "" to take them.
    refusal: str = ""
    # Status, body and further headers of the next answers to robots' messages; the last one stays.
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    is_silent: bool = False
    smtp_url: str = ""
    robots: str = ""

    def forget(self) -> None:
        self.mails.clear()
        self.posted.clear()
        self.answers.clear()
        self.refusal, self.is_silent = "", False

    def answer(self) -> tuple[int, bytes, dict[str, str]]:
        if not self.answers:
            return 200, json.dumps({"errcode": 0, "errmsg": "ok"}).encode(), {}
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


OFFICE = PostOffice()


class _Mail(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                self._take()
            elif verb == "RCPT" and OFFICE.refusal:
                self._say(OFFICE.refusal)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif OFFICE.is_silent:
                return
            else:
                self._say("250 fine")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        OFFICE.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Robots(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        OFFICE.posted.append(Posted(self.path, json.loads(content)))
        status, body, headers = OFFICE.answer()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        OFFICE.posted.append(Posted(self.path, {"method": "GET"}))
        self.send_error(404)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing on the terminal."""


class _MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def opened() -> Iterator[PostOffice]:
    """Serve on two free ports of this machine for as long as the block runs."""
    with _MailServer(("127.0.0.1", 0), _Mail) as mail, ThreadingHTTPServer(("127.0.0.1", 0), _Robots) as robots:
        for server in (mail, robots):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        OFFICE.smtp_url = f"smtp://127.0.0.1:{mail.server_address[1]}"
        OFFICE.robots = f"http://127.0.0.1:{robots.server_address[1]}"
        try:
            yield OFFICE
        finally:
            mail.shutdown()
            robots.shutdown()


def links_in(text: str) -> list[str]:
    """Return the addresses that a message names."""
    return re.findall(r"https?://[^\s)]+", text)
