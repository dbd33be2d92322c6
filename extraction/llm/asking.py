"""The network: a text is put to a model, and what does not hold goes back to it once or twice.

Any endpoint that speaks OpenAI's chat completions with tool calls will do. Needs the extra `llm`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from openai import AsyncOpenAI
from pydantic_ai import Agent, ModelRetry, RunContext, RunUsage
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelTimeoutError,
    UnexpectedModelBehavior,
)
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

from extraction.exchange import Json
from extraction.llm.answer import Answer
from extraction.llm.checking import Checked, Fault, checked
from extraction.llm.instructions import instructions, question
from extraction.llm.page import Page
from schema.errors import ConfigError, SourceError

SECOND_CHANCES = 2  # how often an answer with faults goes back to the model
PATIENCE = 300.0  # seconds for one answer
LONGEST_REASON = 300  # characters of what an endpoint says of an error


@dataclass(frozen=True)
class Endpoint:
    """Where a model is. `retries`: how often a request is sent again after 429, 5xx, a timeout, a lost connection."""

    url: str
    model: str
    key: str = field(repr=False)
    retries: int = 4


@dataclass(frozen=True)
class Reply:
    """What came of one text: facts, faults of others, what it took; `failure` says why if no answer could be had."""

    facts: tuple[Json, ...] = ()
    faults: tuple[Fault, ...] = ()
    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failure: str | None = None


@dataclass
class Matter:
    """A text that is being asked about, and the last answer that kept the schema."""

    page: Page
    heard: Checked | None = None


@asynccontextmanager
async def agent_at(endpoint: Endpoint) -> AsyncIterator[Agent[Matter, Answer]]:
    """The agent that answers for a model; its connections are closed at the end."""
    # The client waits longer after each failure, or as long as the endpoint's Retry-After says.
    async with AsyncOpenAI(
        base_url=endpoint.url, api_key=endpoint.key, max_retries=endpoint.retries, timeout=PATIENCE
    ) as client:
        model = OpenAIChatModel(endpoint.model, provider=OpenAICompatibleProvider("endpoint", openai_client=client))
        agent = Agent(model, deps_type=Matter, output_type=Answer, instructions=instructions(), retries=SECOND_CHANCES)
        agent.output_validator(sent_back)
        yield agent


def sent_back(context: RunContext[Matter], answer: Answer) -> Answer:
    """The answer, if it holds or the chances are used up. Raises ModelRetry with what is wrong with it."""
    matter = context.deps
    matter.heard = checked(answer, matter.page)
    if matter.heard.faults and context.retry < context.max_retries:
        faults = "\n".join(f"- {fault.fact}: {fault.what}" for fault in matter.heard.faults)
        raise ModelRetry(
            f"The text does not bear this out:\n{faults}\nAnswer again with all facts: mend these, leave out what the "
            "text does not say, and keep the others as they are."
        )
    return answer


async def ask(agent: Agent[Matter, Answer], page: Page, endpoint: Endpoint) -> Reply:
    """What a model says of a text. Raises SqnError where no other text would fare better: key, model, connection."""
    matter = Matter(page)
    usage = RunUsage()
    failure: str | None = None
    try:
        await agent.run(question(page.text, page.published_on), deps=matter, usage=usage)
    except UnexpectedModelBehavior as error:
        # An earlier answer may have kept the schema: what holds of it is kept.
        failure = None if matter.heard else f"the model does not keep the schema: {reason(error)}"
    except ModelAPIError as error:
        stop_if_hopeless(error, endpoint)
        failure = f"the endpoint failed: {reason(error)}"
    heard = matter.heard if matter.heard and failure is None else Checked((), ())
    return Reply(heard.facts, heard.faults, usage.requests, usage.input_tokens, usage.output_tokens, failure)


def stop_if_hopeless(error: ModelAPIError, endpoint: Endpoint) -> None:
    """Raises SqnError for what would befall every other text as well."""
    if isinstance(error, ModelAuthenticationError):
        raise ConfigError(f"{endpoint.url} does not take the key: check SQN_LLM_KEY") from error
    if isinstance(error, ModelNotFoundError):
        raise ConfigError(
            f"{endpoint.url} has no model {endpoint.model}, or is not the base of the interface (it often ends in /v1)"
        ) from error
    if isinstance(error, ModelRateLimitError | ModelQuotaExceededError):
        raise SourceError(f"{endpoint.url} takes no more requests for now: {reason(error)}. Try again later") from error
    if isinstance(error, ModelConnectionError) and not isinstance(error, ModelTimeoutError):
        raise SourceError(f"cannot reach {endpoint.url}: check the URL and the network") from error


def reason(error: Exception) -> str:
    """What lies behind an error, in one line."""
    inner = error.__cause__ if isinstance(error, UnexpectedModelBehavior) and error.__cause__ else error
    return " ".join(str(inner).split())[:LONGEST_REASON]
