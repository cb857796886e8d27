"""A stand-in for the API that keeps the contract: its channels live as long as the process."""
