"""From a question to claims with checked citations, or a refusal."""

from indexer.answer.citation import cite
from indexer.answer.engine import answer_question

__all__ = ["answer_question", "cite"]
