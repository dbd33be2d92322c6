"""Every address for programs asked at random, and its answers held against the description of them.

SQN_TEST_API_EXAMPLES is how many requests an address gets; the few by default take seconds, 100 take minutes.
"""

import os
from typing import Any

import httpx2
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks
from starlette.testclient import TestClient

EXAMPLES = int(os.environ.get("SQN_TEST_API_EXAMPLES", "2"))
HELD = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


FEW = settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def operations(client: TestClient) -> list[APIOperation[Any, Any, Any, Any]]:
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


def test_whatever_is_asked_the_answer_is_as_described(client: TestClient) -> None:
    asked = 0
    for operation in operations(client):
        wanted = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
            generation_mode=GenerationMode.NEGATIVE
        )

        @settings(
            max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(case=wanted)
        def ask(case: schemathesis.Case[Any]) -> None:
            nonlocal asked
            asked += 1
            sent = case.as_transport_kwargs(base_url="http://localhost")
            sent = {name: sent[name] for name in ("method", "url", "params", "headers", "cookies") if sent.get(name)}
            try:
                response = client.request(**sent)
            except httpx2.InvalidURL:  # longer than a client sends; test_hostile.py has such for the socket
                return
            case.validate_response(response, checks=HELD)

        ask()
    assert asked >= EXAMPLES * 60
