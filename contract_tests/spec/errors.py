"""The one exception for a user's mistake: shown as a line, never as a traceback."""


class UserError(Exception):
    """What is wrong, where, and what to do, in one or two lines; the process then exits 2."""
