"""What is promised, and how a response is held against it.

`catalog` has a row for each promise. `responses` and `schema` judge each response by itself, `state` what a run knows
of its channels. `results` counts, `assumptions` keeps what became of our guesses, `findings` groups failures by cause.
"""
