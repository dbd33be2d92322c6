"""A text put to a real endpoint on this machine: what goes back to the model, what is sent again, what stops all."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator

import pytest

from extraction.llm.asking import Endpoint as Address
from extraction.llm.asking import Reply, agent_at, ask
from extraction.llm.page import page
from extraction.names.reference import Reference
from schema.errors import ConfigError, SourceError
from tests.endpoint import KEY, MODEL, TOKENS_IN, TOKENS_OUT, Endpoint, Json, Said, facts, in_turn, sent_back, serving

TEXT = "Turkey asked the United States for Patriot missiles."
ASKED: Json = {
    "id": "r1",
    "type": "request",
    "requester": "Turkey",
    "addressee": "United States",
    "action": "acquire",
    "objects": [{"name": "Patriot"}],
    "quotes": [TEXT],
}
INVENTED = ASKED | {"id": "r2", "quotes": ["Turkey demanded the missiles at once"]}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving(in_turn(facts(ASKED))) as found:
        yield found


def reply(url: str, reference: Reference, key: str = KEY, retries: int = 4) -> Reply:
    """What comes of the text at an endpoint."""

    async def once() -> Reply:
        address = Address(url, MODEL, key, retries)
        async with agent_at(address) as agent:
            return await ask(agent, page(TEXT, None, reference), address)

    return asyncio.run(once())


def failing(status: int, message: str = "busy") -> Said:
    return Said(status=status, body={"error": {"message": message}}, headers={"retry-after-ms": "1"})


def test_the_facts_and_what_they_took(endpoint: Endpoint, reference: Reference) -> None:
    found = reply(endpoint.url, reference)
    assert [fact["requester"] for fact in found.facts] == ["TR"]
    assert (found.requests, found.tokens_in, found.tokens_out) == (1, TOKENS_IN, TOKENS_OUT)
    assert (found.faults, found.failure) == ((), None)


def test_the_schema_that_is_sent_holds_the_vocabularies(endpoint: Endpoint, reference: Reference) -> None:
    reply(endpoint.url, reference)
    (request,) = endpoint.requests
    assert request["tool_choice"] == "required"
    schema = request["tools"][0]["function"]["parameters"]
    assert schema["$defs"]["Decision"]["enum"] == ["granted", "partly_granted", "refused", "deferred", "no_reply"]
    assert {"Request", "Condition", "Response", "Sanction", "Transfer"} <= schema["$defs"].keys()


def test_an_invented_quote_is_mended_when_it_is_sent_back(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(facts(ASKED, INVENTED), facts(ASKED))
    found = reply(endpoint.url, reference)
    assert (len(found.facts), found.faults, found.tokens_in) == (1, (), 2 * TOKENS_IN)
    said = json.dumps(sent_back(endpoint.requests[1]))
    assert "Turkey demanded the missiles at once" in said
    assert "does not stand in the text word for word" in said
    assert "r2 (request)" in said
    assert "r1 (request)" not in said


def test_what_stays_invented_is_kept_out(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(facts(ASKED, INVENTED))
    found = reply(endpoint.url, reference)
    assert [fact["evidence"] for fact in found.facts] == [[[0, len(TEXT)]]]
    assert [(fault.fact, fault.refused) for fault in found.faults] == [("r2 (request)", True)]
    assert len(endpoint.requests) == 3


def test_an_unknown_actor_is_refused_and_not_guessed(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(facts(ASKED | {"addressee": "Ruritania"}))
    found = reply(endpoint.url, reference)
    assert found.facts == ()
    assert [fault.what for fault in found.faults] == ['"Ruritania" is no actor on the lists']


@pytest.mark.parametrize("broken", ['{"facts": [', '{"facts": [{"type": "plea"}]}', '{"events": []}', "[]"])
def test_an_answer_that_breaks_the_schema_is_asked_for_again(
    endpoint: Endpoint, reference: Reference, broken: str
) -> None:
    endpoint.answers = in_turn(Said(broken), facts(ASKED))
    assert len(reply(endpoint.url, reference).facts) == 1
    assert len(endpoint.requests) == 2


def test_what_held_before_the_schema_broke_is_kept(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(facts(ASKED, INVENTED), Said("{"))
    found = reply(endpoint.url, reference)
    assert (len(found.facts), len(found.faults), found.failure) == (1, 1, None)


def test_what_the_network_cut_short_is_not_finished(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(facts(ASKED, INVENTED), failing(500))
    found = reply(endpoint.url, reference)
    assert found.facts == ()
    assert found.failure is not None


def test_a_model_that_never_keeps_the_schema(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(Said("junk"))
    found = reply(endpoint.url, reference)
    assert found.facts == ()
    assert str(found.failure).startswith("the model does not keep the schema: ")
    assert found.tokens_in == 3 * TOKENS_IN


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_request_that_failed_is_sent_again(endpoint: Endpoint, reference: Reference, status: int) -> None:
    endpoint.answers = in_turn(failing(status), failing(status), facts(ASKED))
    assert len(reply(endpoint.url, reference).facts) == 1
    assert len(endpoint.requests) == 3


def test_a_lost_connection_is_tried_again(endpoint: Endpoint, reference: Reference) -> None:
    """The first connection is closed without a word, the second leads to the endpoint."""
    port = int(endpoint.url.rsplit(":", 1)[1].split("/")[0])
    with socket.create_server(("127.0.0.1", 0)) as front:
        between = threading.Thread(target=lose_the_first, args=(front, port))
        between.start()
        assert len(reply(f"http://127.0.0.1:{front.getsockname()[1]}/v1", reference).facts) == 1
        between.join()


def lose_the_first(front: socket.socket, port: int) -> None:
    front.accept()[0].close()
    client, _ = front.accept()
    with client, socket.create_connection(("127.0.0.1", port)) as behind:
        back = threading.Thread(target=pour, args=(behind, client))
        back.start()
        pour(client, behind)
        back.join()


def pour(source: socket.socket, target: socket.socket) -> None:
    while data := source.recv(1 << 16):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def test_a_text_that_the_endpoint_will_not_have(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(failing(400, "the context is too long"))
    assert "the context is too long" in str(reply(endpoint.url, reference).failure)
    assert len(endpoint.requests) == 1


def test_an_address_that_is_a_web_page(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(Said(body="<html>Welcome</html>"))
    assert reply(endpoint.url, reference).failure


def test_a_wrong_key_stops_all_and_is_not_shown(endpoint: Endpoint, reference: Reference) -> None:
    with pytest.raises(ConfigError, match="does not take the key: check SQN_LLM_KEY") as error:
        reply(endpoint.url, reference, key="very-secret")
    assert "very-secret" not in str(error.value)
    assert "very-secret" not in repr(Address(endpoint.url, MODEL, "very-secret"))
    assert len(endpoint.requests) == 1


def test_an_address_without_a_model_stops_all(endpoint: Endpoint, reference: Reference) -> None:
    with pytest.raises(ConfigError, match=f"has no model {MODEL}, or is not the base of the interface"):
        reply(endpoint.url.removesuffix("/v1"), reference)


def test_an_endpoint_that_stays_busy_stops_all(endpoint: Endpoint, reference: Reference) -> None:
    endpoint.answers = in_turn(failing(429, "quota"))
    with pytest.raises(SourceError, match="takes no more requests for now"):
        reply(endpoint.url, reference, retries=2)
    assert len(endpoint.requests) == 3
