"""What the results say about the claims: supported, refuted or inconclusive, with intervals."""

from simlab.verdicts.judge import judge
from simlab.verdicts.junit import to_junit
from simlab.verdicts.toothless import toothless_claims
from simlab.verdicts.verdict import Verdict, as_data, exit_code, to_json

__all__ = ["Verdict", "as_data", "exit_code", "judge", "to_json", "to_junit", "toothless_claims"]
