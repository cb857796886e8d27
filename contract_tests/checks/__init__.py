"""What is promised, and how a response is held against it.

What is promised, and when: `catalog` has a row for each promise, with its `occasions`, the phases that try it
(`phase_names`), and what no document says (`website`); `applicability` and `coverage` say on which operations.
What judges: `responses` and `schema` each response by itself, `state` what a run knows of its channels.
What is kept: `results` counts; `assumptions` what became of our guesses; `observations` and `shapes` what a run saw.
What is told: `findings` groups failures by cause (`causes`, `splitting`); `known` are those that somebody accepted.
"""
