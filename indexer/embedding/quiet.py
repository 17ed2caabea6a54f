"""Keep the embedding libraries' progress bars and advice off standard error."""

from __future__ import annotations

import logging
import os
import warnings


def quiet() -> None:
    """Import transformers and silence it; call it before a model is loaded or saved."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers.utils import logging as theirs

    theirs.set_verbosity_error()
    theirs.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
