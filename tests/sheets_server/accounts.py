"""Accounts, keys and tokens: the OAuth token endpoint as service accounts and persons use it.

Source: "Using OAuth 2.0 for Server to Server Applications" (RFC 7523) and RFC 6749.
"""

import base64
import json
import secrets
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.sheets_server.clock import Clock
from tests.sheets_server.errors import GoogleError, Json

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUDIENCES = (
    "https://oauth2.googleapis.com/token",
    "https://www.googleapis.com/oauth2/v4/token",
    "https://accounts.google.com/o/oauth2/token",
)
LIFETIME = 3599
_SKEW = 300
_TIMEFRAME = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
_SCOPES = "https://www.googleapis.com/auth/"


@dataclass(frozen=True)
class Grant:
    """What an access token stands for."""

    account: str
    scopes: frozenset[str]
    expires: float
    project: str


class TokenError(GoogleError):
    """A refusal of the token endpoint: `error` and `error_description`."""

    def __init__(self, error: str, description: str, code: int = 400) -> None:
        super().__init__(code, {"error": error, "error_description": description})


@lru_cache(maxsize=1)
def private_key() -> str:
    """A private key in PEM, the same for all accounts that the server itself makes."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def service_account_info(email: str, url: str) -> Json:
    """What the JSON file of a service account's key says, its token address on this server."""
    project = email.split("@")[-1].split(".")[0]
    return {
        "type": "service_account",
        "project_id": project,
        "private_key_id": "0123456789abcdef0123456789abcdef01234567",
        "private_key": private_key(),
        "client_email": email,
        "client_id": "100000000000000000001",
        "auth_uri": f"{url}/auth",
        "token_uri": f"{url}/token",
        "universe_domain": "googleapis.com",
    }


class Accounts:
    """Who may come in, and the tokens that were given out."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.known: dict[str, tuple[rsa.RSAPublicKey, str]] = {}
        self.revoked: set[str] = set()
        self.persons: dict[str, str] = {}
        self._tokens: dict[str, Grant] = {}
        self._lock = threading.Lock()

    def register(self, info: Json) -> None:
        """From now on only registered service accounts come in, their signatures verified."""
        key = serialization.load_pem_private_key(info["private_key"].encode(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self.known[info["client_email"]] = (key.public_key(), info.get("project_id", "project"))

    def revoke(self, email: str) -> None:
        """Takes an account's key and tokens away."""
        self.revoked.add(email)
        with self._lock:
            self._tokens = {t: g for t, g in self._tokens.items() if g.account != email}

    def restore(self, email: str) -> None:
        """Gives the key back."""
        self.revoked.discard(email)

    def expire_tokens(self) -> None:
        """Lets every token that was given out run out at once."""
        with self._lock:
            self._tokens = {}

    def grant_of(self, token: str) -> Grant | None:
        """What a token stands for, None when it is unknown or has run out."""
        with self._lock:
            found = self._tokens.get(token)
        return found if found and found.expires > self.clock.time() else None

    def token(self, form: dict[str, str]) -> Json:
        """The answer to a form sent to the token endpoint. Raises TokenError."""
        kind = form.get("grant_type")
        if kind == GRANT:
            return self._service_token(form.get("assertion", ""))
        if kind == "refresh_token":
            return self._person_token(form)
        if not kind:
            raise TokenError("invalid_request", "Missing required parameter: grant_type")
        raise TokenError("unsupported_grant_type", f"Invalid grant_type: {kind}")

    def _service_token(self, assertion: str) -> Json:
        claims = self._claims(assertion)
        email = claims["iss"]
        scopes = _check_scopes(claims.get("scope", ""))
        project = (
            self.known[email][1] if email in self.known else email.split("@")[-1].split(".")[0]
        )
        return self._issue(str(claims.get("sub") or email), scopes, project)

    def _person_token(self, form: dict[str, str]) -> Json:
        email = self.persons.get(form.get("refresh_token", ""))
        if email is None or email in self.revoked:
            raise TokenError("invalid_grant", "Token has been expired or revoked.")
        if not form.get("client_id") or not form.get("client_secret"):
            raise TokenError("invalid_client", "The OAuth client was not found.", 401)
        wanted = form.get("scope") or f"{_SCOPES}spreadsheets {_SCOPES}drive"
        return self._issue(email, _check_scopes(wanted), "person") | {"scope": wanted}

    def _issue(self, account: str, scopes: frozenset[str], project: str) -> Json:
        token = "ya29.c." + secrets.token_urlsafe(48)
        grant = Grant(account, scopes, self.clock.time() + LIFETIME, project)
        with self._lock:
            self._tokens[token] = grant
        return {"access_token": token, "expires_in": LIFETIME, "token_type": "Bearer"}

    def _claims(self, assertion: str) -> Json:
        """The claims of a signed JWT, all of them checked. Raises TokenError."""
        header, claims, signed, signature = _decoded(assertion)
        if header.get("alg") != "RS256":
            raise TokenError("invalid_grant", "Invalid JWT: Unsupported algorithm.")
        email = claims.get("iss")
        if not isinstance(email, str) or "@" not in email:
            raise TokenError("invalid_grant", "Invalid JWT: iss field missing.")
        if self.known and email not in self.known:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        if email in self.revoked or not self._is_signed(email, signed, signature):
            raise TokenError("invalid_grant", "Invalid JWT Signature.")
        if claims.get("aud") not in AUDIENCES:
            right = f"The right audience is {AUDIENCES[0]}"
            raise TokenError("invalid_grant", f"Invalid JWT: Failed audience check. {right}")
        _check_times(claims, time.time())  # clients sign by the real clock
        return claims

    def _is_signed(self, email: str, signed: bytes, signature: bytes) -> bool:
        if email not in self.known:
            return bool(signature)
        try:
            self.known[email][0].verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True


def _decoded(assertion: str) -> tuple[Json, Json, bytes, bytes]:
    parts = assertion.split(".")
    try:
        header, claims, signature = (_unpadded(part) for part in parts)
        both: tuple[Any, Any] = json.loads(header), json.loads(claims)
    except ValueError:
        raise TokenError("invalid_request", "Bad Request") from None
    if not isinstance(both[0], dict) or not isinstance(both[1], dict):
        raise TokenError("invalid_request", "Bad Request")
    return both[0], both[1], ".".join(parts[:2]).encode(), signature


def _unpadded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _check_times(claims: Json, now: float) -> None:
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        raise TokenError("invalid_grant", _TIMEFRAME)
    short = 0 < expires - issued <= 3600
    if not short or issued > now + _SKEW or expires < now - _SKEW:
        raise TokenError("invalid_grant", _TIMEFRAME)


def _check_scopes(text: str) -> frozenset[str]:
    scopes = frozenset(text.split())
    if not scopes:
        raise TokenError("invalid_scope", "Empty or missing scope not allowed.")
    known = ("openid", "email", "profile", "https://mail.google.com/")
    feeds = "https://spreadsheets.google.com/feeds"
    if any(
        not s.startswith(_SCOPES) and s not in known and not s.startswith(feeds) for s in scopes
    ):
        raise TokenError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    return scopes
