"""The second stage's features are the same numbers in every process."""

from __future__ import annotations

import os
import subprocess
import sys

_DESCRIBE = """
from indexer.search.rerank import Candidate, describe
text = "柳林渡口恢复通航，首日运送旅客一千二百人次。渡口停航是因为码头受洪水冲刷。"
letters = "柳林渡口恢复通航首日运送旅客渡口停航是因为码头受洪水冲刷"
pairs = {a + b: 1 / (at + 3) for at, (a, b) in enumerate(zip(letters, letters[1:]))}
candidates = [Candidate("渡口通航", [text], [0.8], 1.0, 1.0), Candidate("", [text * 2], [0.7], 0.5, 0.4)]
table = describe({"渡口": 2.1, "通航": 3.3}, pairs, candidates, 40.0)
print({name: values.tolist() for name, values in table.items()})
"""


def test_no_feature_depends_on_the_order_of_a_set() -> None:
    described = {
        subprocess.run(
            [sys.executable, "-c", _DESCRIBE],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in range(3)
    }
    assert len(described) == 1
