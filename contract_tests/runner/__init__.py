"""One run: its phases, the replays that make evidence small, and the clean-up; `sweep` cleans up after a killed one.

`api` is how phases call the API; every request passes the transport, whose observers judge the response.
"""
