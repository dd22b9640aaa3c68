"""What `doctor` asks Google: whom a spreadsheet is open to."""

from sync.google_client import Client, Refused


def is_open_to_all(client: Client, ref: str) -> bool:
    """Whether everybody who has the link gets in; False where we are not told."""
    try:
        return any(one.get("type") == "anyone" for one in client.list_permissions(ref))
    except Refused:
        return False
