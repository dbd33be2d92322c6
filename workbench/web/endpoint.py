"""Pages as endpoints: each runs in a thread and stops when whoever asked has gone."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

Page = Callable[[Request], Response]


def endpoint(page: Page) -> Callable[[Request], Awaitable[Response]]:
    """A page, written as a plain function, as Starlette calls it; a posted form is in `request.state.form`."""

    async def answer(request: Request) -> Response:
        request.state.stop = stop = threading.Event()
        if request.method == "POST":
            request.state.form = await request.form(max_files=0, max_fields=200)
        watcher = asyncio.create_task(watch(request, stop))
        try:
            return await anyio.to_thread.run_sync(page, request)
        finally:
            watcher.cancel()

    answer.__name__, answer.__doc__ = page.__name__, page.__doc__
    return answer


async def watch(request: Request, stop: threading.Event) -> None:
    """Sets `stop` when the connection is closed before the answer is there."""
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            stop.set()
            return
