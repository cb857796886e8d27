"""What is known of the run's own channels, and what responses and lists say against it."""
