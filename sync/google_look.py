"""What `doctor` asks Google: its time, and whom a spreadsheet is open to."""

from datetime import datetime

from sync.google_client import Client, Refused, time_of

_ABOUT = "https://www.googleapis.com/drive/v3/about"


def google_time(client: Client) -> datetime:
    """What time it is at Google; raises Refused, KeyRefused."""
    answer = client.request("get", _ABOUT, params={"fields": "user(emailAddress)"})
    return time_of(answer)


def is_open_to_all(client: Client, ref: str) -> bool:
    """Whether everybody who has the link gets in; False where we are not told."""
    try:
        return any(one.get("type") == "anyone" for one in client.list_permissions(ref))
    except Refused:
        return False
