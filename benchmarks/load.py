"""A crowd of browsers, in a process of its own: connections that are kept, one request after another on each.

Reads one JSON object: {"port", "requests": [[method, path, cookie, body], ...], "connections"}; writes
{"seconds": all of it, "each": [seconds of one request, ...], "statuses": {"200": count}}.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter

HEADERS = {"Host": "tandem.example", "X-Forwarded-Proto": "https", "Origin": "https://tandem.example"}


class Browser(threading.Thread):
    def __init__(self, port: int, requests: list[list[str]]) -> None:
        super().__init__()
        self.requests = requests
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.line.connect()
        self.each: list[float] = []
        self.statuses: Counter[int] = Counter()

    def run(self) -> None:
        for method, path, cookie, body in self.requests:
            headers = {**HEADERS, "Cookie": cookie} if cookie else HEADERS
            if body:
                headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
            began = time.perf_counter()
            self.line.request(method, path, body or None, headers)
            answer = self.line.getresponse()
            answer.read()
            self.each.append(time.perf_counter() - began)
            self.statuses[answer.status] += 1
        self.line.close()


def main() -> None:
    asked = json.load(sys.stdin)
    count = asked["connections"]
    browsers = [Browser(asked["port"], asked["requests"][number::count]) for number in range(count)]
    began = time.perf_counter()
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    seconds = time.perf_counter() - began
    statuses = sum((browser.statuses for browser in browsers), Counter())
    each = [taken for browser in browsers for taken in browser.each]
    json.dump({"seconds": seconds, "each": each, "statuses": statuses}, sys.stdout)


if __name__ == "__main__":
    main()
