"""Authlib against an issuer: prints one JSON object of what it got. Arguments: a JSON object of settings."""
import json
import sys
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oidc.core import CodeIDToken

settings = json.loads(sys.argv[1])
metadata = requests.get(settings["issuer"] + "/.well-known/openid-configuration").json()
session = OAuth2Session(
    settings["clientId"],
    redirect_uri=settings["redirectUri"],
    scope=settings["scope"],
    code_challenge_method="S256",
    token_endpoint_auth_method="none",
)
verifier = "v" * 60
address, state = session.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-1", login_hint=settings["login"]
)
back = requests.get(address, allow_redirects=False).headers["location"]
token = session.fetch_token(
    metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
)
keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"]).json())
claims = JsonWebToken(["RS256"]).decode(
    token["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={"iss": {"values": [metadata["issuer"]]}, "aud": {"values": [settings["clientId"]]}},
    claims_params={"nonce": "n-1", "client_id": settings["clientId"], "access_token": token["access_token"]},
)
claims.validate()
userinfo = session.get(metadata["userinfo_endpoint"]).json()
first = token["refresh_token"]
renewed = session.refresh_token(metadata["token_endpoint"], refresh_token=first)
refused = requests.get(
    session.create_authorization_url(
        metadata["authorization_endpoint"],
        code_verifier=verifier,
        login_hint=settings["login"],
        scope="openid " + settings["refused"],
    )[0],
    allow_redirects=False,
).headers["location"]
print(
    json.dumps(
        {
            "issuer": claims["iss"],
            "scope": token["scope"],
            "sameSubject": claims["sub"] == userinfo["sub"],
            "rotated": renewed["refresh_token"] != first,
            "refused": parse_qs(urlsplit(refused).query)["error"][0],
        }
    )
)
