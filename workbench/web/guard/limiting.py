"""How often and how much at once one client may ask, and all of them together."""

import math
import time
from collections import Counter

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from workbench.web.guard.refusing import refuse
from workbench.web.settings import WebSettings

FREE = ("/static/",)
ASKING = ("/questions/", "/sql")


class Limiting:
    """Answers 429 to who asks too often or too much at once, 503 when all that can be answered is being answered."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app, self.rates = app, settings.rates
        self.limiter = MovingWindowRateLimiter(MemoryStorage())
        self.pages, self.questions = parse(self.rates.pages), parse(self.rates.questions)
        self.sign_in = parse(self.rates.sign_in)
        self.busy: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(FREE):
            await self.app(scope, receive, send)
            return
        who, path = scope.get("who"), scope["path"]
        client = f"name {who.name}" if who else f"address {scope['client_address']}"
        kinds = [("pages", self.pages)]
        if path.startswith(ASKING):
            kinds.append(("questions", self.questions))
        if path == "/sign-in" and scope["method"] == "POST":
            kinds.append(("sign-in", self.sign_in))
        for kind, rate in kinds:
            if not self.limiter.hit(rate, kind, client):
                reset = self.limiter.get_window_stats(rate, kind, client).reset_time
                wait = max(1, math.ceil(reset - time.time()))
                says = f"At most {rate} can be answered for one reader. Try again in {wait} seconds."
                await refuse(scope, receive, send, 429, "A little slower, please", says, {"Retry-After": str(wait)})
                return
        if self.busy[client] >= self.rates.at_once:
            says = f"{self.rates.at_once} of your questions are being answered already. Wait for one of them."
            await refuse(scope, receive, send, 429, "One after the other", says, {"Retry-After": "2"})
            return
        if self.busy.total() >= self.rates.in_all:
            says = "As many questions are being answered as can be. Try again in a moment."
            await refuse(scope, receive, send, 503, "Very busy", says, {"Retry-After": "5"})
            return
        self.busy[client] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.busy[client] -= 1
            if not self.busy[client]:
                del self.busy[client]
