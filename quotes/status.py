"""Exit statuses of the command that are more than right or wrong."""

INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""
