"""From a question to claims with checked citations, or a refusal."""

from indexer.answer.citation import cite
from indexer.answer.dated import ask_in_time, with_years_checked
from indexer.answer.engine import answer_question
from indexer.answer.follow_up import complete

__all__ = ["answer_question", "ask_in_time", "cite", "complete", "with_years_checked"]
