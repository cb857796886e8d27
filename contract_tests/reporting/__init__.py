"""What a run leaves for people and machines: the terminal, `contract.json`, JUnit, Markdown, and lines to copy."""
