"""What every request of a run passes: the transport lets it out, counts it and gives back an interaction.

`policy` says what may go out, `ownership` whose a channel is (`list_judge` by what lists show), `budget` and `clock`
how much and how long. `http_client` sends, and follows no redirect.
`journal` writes down what a killed run leaves; `redaction` and `escaping` keep secrets and commands out of all output.
"""
