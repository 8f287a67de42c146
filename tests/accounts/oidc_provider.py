"""A small OpenID Connect provider on this machine: discovery, authorisation with PKCE, token, userinfo, keys.

It holds its client to the protocol: a wrong secret, redirect, code, verifier or token is refused.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, SECRET = "tandem", "a secret between the two"


class Provider:
    """`with Provider() as provider:` then `provider.url`; `provider.person` is who is signed in there."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict = {}
        self.codes: dict[str, dict] = {}
        self.tokens: dict[str, dict] = {}
        self.nonsense: dict[str, bytes] = {}  # what a path answers instead, whatever it was asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        self.thread = threading.Thread(
            target=self.server.serve_forever, args=[0.01]
        )  # seconds until it hears of its end
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def discovery(self) -> dict:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict) -> str | None:
        """Where the browser goes with its code; None when the question is not a proper one."""
        if query.get("client_id") != CLIENT_ID or query.get("response_type") != "code":
            return None
        if "openid" not in query.get("scope", "") or query.get("code_challenge_method") != "S256":
            return None
        code = secrets.token_urlsafe(16)
        self.codes[code] = query | {"person": dict(self.person)}
        return f"{query['redirect_uri']}?code={code}&state={query['state']}"

    def token(self, form: dict) -> dict | None:
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, SECRET)
            or form.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return None
        access = secrets.token_urlsafe(16)
        self.tokens[access] = asked["person"]
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
        }
        id_token = self.sign(claims | asked["person"])
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": id_token}

    def sign(self, claims: dict) -> str | None:
        """A test puts something else here, to see what is believed."""
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                if parts.path == "/.well-known/openid-configuration":
                    self.answer(provider.discovery())
                elif parts.path == "/keys":
                    self.answer(provider.keys())
                elif parts.path == "/userinfo":
                    bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
                    self.answer(provider.tokens.get(bearer), refused=401)
                elif parts.path == "/authorize" and (location := provider.authorize(query)):
                    self.send_response(302)
                    self.send_header("Location", location)
                    self.end_headers()
                else:
                    self.answer(None)

            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                form = {
                    name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()
                }
                self.answer(provider.token(form) if self.path == "/token" else None)

            def answer(self, body, refused=400):
                written = json.dumps(body or {"error": "invalid_request"}).encode()
                if (nonsense := provider.nonsense.get(urlsplit(self.path).path)) is not None:
                    body, written = True, nonsense
                self.send_response(200 if body else refused)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

            def log_message(self, *_):
                pass

        return Handler
