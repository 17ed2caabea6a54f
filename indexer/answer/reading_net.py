"""The small network that reads a question and a sentence side by side.

It starts from what the encoder's tokens are after two of its layers, lets the tokens of both attend to
each other in two layers of its own (Vaswani et al. 2017), and says how well the sentence answers, and
how likely its answer begins and ends at each of its tokens. Fitted by tools/train_reader.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from indexer.answer.reader import LAYERS, QUESTION, SENTENCE, Text

Tensor = Any  # torch.Tensor: torch's own types are not followed (pyproject.toml)

_WIDTH, _HEADS, _DEPTH, _INNER = 128, 4, 2, 256
_COMPARED = 64
_USUAL_COSINE, _COSINE_SPREAD = 0.8, 5.0  # of two tokens after the last layer
_NEVER = -1e4


class ReadingNet(nn.Module):  # type: ignore[misc]  # its types are not followed (pyproject.toml)
    """Questions and sentences, pair by pair, to scores and the places of answers."""

    def __init__(self, hidden: int, drop: float = 0.0) -> None:
        super().__init__()
        self.level = nn.LayerNorm(len(LAYERS) * hidden, elementwise_affine=False)
        self.into = nn.Linear(len(LAYERS) * hidden, _WIDTH)
        self.compared = nn.Linear(hidden, _COMPARED, bias=False)
        self.matches = nn.Linear(3, _WIDTH)
        self.parts = nn.Embedding(5, _WIDTH)
        self.drop = nn.Dropout(drop)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                _WIDTH, _HEADS, _INNER, 0.0, "gelu", batch_first=True, norm_first=True
            )
            for _ in range(_DEPTH)
        )
        self.end = nn.LayerNorm(_WIDTH)
        self.score = nn.Linear(2 * _WIDTH, 1)
        self.places = nn.Linear(_WIDTH, 2)

    def forward(
        self, questions: Sequence[Text], sentences: Sequence[Text]
    ) -> tuple[Tensor, Tensor]:
        """Return the scores (pairs,), and of each token the scores of a beginning and an end there.

        The latter (pairs, tokens, 2), tokens as many as the longest text's; of tokens that are not
        the sentence's own they are _NEVER.
        """
        asked, asked_ids, _, asked_there = _padded(questions)
        said, said_ids, parts, said_there = _padded(sentences)
        both = asked_there[:, :, None] & said_there[:, None, :]
        learnt = _cosines(self.compared(asked[:, :, -1]), self.compared(said[:, :, -1]), both)
        plain = _cosines(asked[:, :, -1], said[:, :, -1], both)
        plain = (plain - _USUAL_COSINE) * _COSINE_SPREAD
        same = ((asked_ids[:, :, None] == said_ids[:, None, :]) & both).to(plain.dtype)
        of_asked, of_said = (
            self.matches(torch.stack([table.amax(axis) for table in (learnt, plain, same)], -1))
            for axis in (2, 1)
        )
        state = torch.cat(
            [
                self.into(self.level(asked.flatten(2))) + of_asked + self.parts.weight[QUESTION],
                self.into(self.level(said.flatten(2))) + of_said + self.parts(parts),
            ],
            1,
        )
        state = state * self.drop(torch.ones(len(state), 1, _WIDTH))
        absent = ~torch.cat([asked_there, said_there], 1)
        for layer in self.layers:
            state = layer(state, src_key_padding_mask=absent)
        state = self.end(state)
        own = state[:, asked.shape[1] :]
        is_sentence = (said_there & (parts == SENTENCE))[:, :, None]
        loudest = own.masked_fill(~is_sentence, _NEVER).amax(1)
        scores = self.score(torch.cat([state[:, 0], loudest], -1))[:, 0]
        return scores, self.places(own).masked_fill(~is_sentence, _NEVER)


def _padded(texts: Sequence[Text]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return states, numbers and parts of texts, made equally long, and which tokens are there."""
    ids = _joined([one.ids for one in texts], -1)
    parts = _joined([one.parts for one in texts], 0)
    states = _joined([np.asarray(one.states, np.float32) for one in texts], 0)
    return states, ids, parts, ids >= 0


def _joined(arrays: Sequence[NDArray[Any]], padding: int) -> Tensor:
    tensors = [torch.from_numpy(one) for one in arrays]
    return nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=padding)


def _cosines(one: Tensor, other: Tensor, both: Tensor) -> Tensor:
    """Return the cosines (pairs, tokens of one, tokens of the other), -1 where either is padding."""
    found = nn.functional.normalize(one, dim=-1) @ nn.functional.normalize(other, dim=-1).transpose(
        1, 2
    )
    return found.masked_fill(~both, -1.0)
