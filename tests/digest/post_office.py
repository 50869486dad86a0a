"""A mail server for tests: it keeps what it has taken, and lets a test act at each step."""

import contextlib
import email
import email.policy
import socketserver
import threading
from collections import Counter


class PostOffice(socketserver.ThreadingTCPServer):
    """`with PostOffice() as office:` serves SMTP at `office.port`.

    ``letters``  pairs (to, bytes) of what was taken
    ``replies``  {address or command in capitals: a reply instead of the usual one}
    ``at_step``  is called with (step, number of letters taken) in the thread of a connection:
                 "text" when a letter begins, "taken" before its end is answered, "answered" after
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.letters, self.replies, self.at_step = [], {}, lambda step, taken: None

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A sender that was killed breaks off its conversation."""

    def numbers(self):
        """Return {address: how many letters}."""
        return Counter(to for to, _ in self.letters)

    def messages(self, to=None):
        """Return the messages that were taken, to one address or to all."""
        return [
            email.message_from_bytes(data, policy=email.policy.default)
            for address, data in self.letters
            if to in (None, address)
        ]


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        with contextlib.suppress(OSError):
            self.say("220 post office")
            while line := self.rfile.readline():
                words = line.decode("ascii", "replace").strip()
                if not self.answered(words):
                    return

    def say(self, reply):
        self.wfile.write(f"{reply}\r\n".encode())

    def answered(self, words):
        """Answer a line; return whether the conversation goes on."""
        command = words.upper().partition(" ")[0].partition(":")[0]
        office = self.server
        if command == "RCPT":
            self.to = words[words.index("<") + 1 : words.index(">")]
            self.say(office.replies.get(self.to, "250 ok"))
        elif command in office.replies:
            reply = office.replies[command]
            self.say(reply)
            return not reply.startswith("421")
        elif command == "DATA":
            self.say("354 go on")
            office.at_step("text", len(office.letters))
            return self.take()
        elif command == "EHLO":
            self.say("250-post office")
            self.say("250 8BITMIME")
        else:
            self.say("221 bye" if command == "QUIT" else "250 ok")
        return command != "QUIT"

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # broken off: what has no end isn't taken
            lines.append(line[1:] if line.startswith(b".") else line)
        office = self.server
        reply = office.replies.get("END", "250 taken")
        if reply.startswith("250"):
            office.letters.append((self.to, b"".join(lines)))
        office.at_step("taken", len(office.letters))
        self.say(reply)
        office.at_step("answered", len(office.letters))
        return True
