"""The gate lets through what may matter and nothing of plain other news."""

import pytest

from extraction.gate import on_topic


@pytest.mark.parametrize(
    "text",
    [
        "Turkey asked for Patriots.",
        "Berlin will not send Taurus missiles.",
        "The EU imposed an arms embargo.",
        "Iran agreed to limit uranium enrichment.",
        "India bought S-400s.",
    ],
)
def test_arms_diplomacy_passes(text: str) -> None:
    assert on_topic(text)


@pytest.mark.parametrize(
    "text",
    [
        "The striker scored twice and the crowd went home happy.",
        "The central bank left its rate unchanged on Thursday.",
        "A museum opened a show of watercolours.",
        "",
    ],
)
def test_other_news_does_not(text: str) -> None:
    assert not on_topic(text)


def test_every_sample_with_a_fact_passes() -> None:
    """No coded fact may be lost to the gate."""
    import json

    from schema.settings import CHECKOUT

    for name in ("tuned", "blind"):
        for line in (CHECKOUT / f"data/gold/{name}.jsonl").read_text().splitlines():
            gold = json.loads(line)
            if gold["facts"]:
                assert on_topic((CHECKOUT / "data" / gold["text_file"]).read_text()), gold["id"]
