"""What a school's sign-in says about a person, believed only as far as it is signed and meant for this one sign-in.

allauth leaves the signature unread where the token came over TLS from the provider itself, as the standard allows,
and asks for no nonce. Here each token is held to its provider's published keys (OpenID Connect Core 1.0, 3.1.3.7),
and who it names to who the provider's userinfo names (5.3.2).
"""

from hashlib import sha256

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404

# Public keys only: with a shared one, whoever knows our secret could write tokens.
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_DIFFER_BY = 60  # seconds


def nonce_of(state: str) -> str:
    """Belongs to one sign-in in one browser, as its state does, and does not give the state away."""
    return sha256(f"nonce:{state}".encode()).hexdigest()


class NonceClient(OAuth2Client):
    def get_redirect_url(self, authorization_url, scope, extra_params):
        return super().get_redirect_url(
            authorization_url, scope, {**extra_params, "nonce": nonce_of(self.state)}
        )


class CarefulAdapter(OpenIDConnectOAuth2Adapter):
    client_class = NonceClient

    def complete_login(self, request, app, token, **kwargs):
        claims = self._read(app, kwargs["response"].get("id_token") or "")
        said = {"id_token": claims}
        if app.settings.get("fetch_userinfo", True):
            said["userinfo"] = self._fetch_user_info(token.token)
            if said["userinfo"].get("sub") != claims["sub"]:
                raise OAuth2Error("The token and the userinfo speak of two people.")
        return self.get_provider().sociallogin_from_response(request, said)

    def _read(self, app, id_token: str) -> dict:
        """What the token claims, or OAuth2Error."""
        try:
            claims = jwt.decode(
                id_token,
                self._key_of(id_token),
                algorithms=SIGNED_BY,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_DIFFER_BY,
                options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("This token is not one of the provider's, or not for us.") from error
        if claims["nonce"] != nonce_of(self.request.GET.get("state", "")):
            raise OAuth2Error("This token belongs to another sign-in.")
        return claims

    def _key_of(self, id_token: str) -> jwt.PyJWK:
        """The published key that the token names; where there is one alone, it need not be named."""
        with get_adapter().get_requests_session() as session:
            keys = jwt.PyJWKSet.from_dict(session.get(self.openid_config["jwks_uri"]).json()).keys
        name = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.key_id == name] if name or len(keys) > 1 else keys
        if not fitting:
            raise KeyError("No such key.")
        return fitting[0]


class LoginView(OAuth2LoginView):
    def get_provider(self):
        provider = super().get_provider()
        provider.oauth2_adapter_class = CarefulAdapter
        return provider


@login_not_required
def login(request, provider_id):
    return _asked(LoginView, request, provider_id)


@login_not_required
def callback(request, provider_id):
    return _asked(OAuth2CallbackView, request, provider_id)


def _asked(view, request, provider_id):
    if not provider_id.isprintable():
        raise Http404  # PostgreSQL cannot even look for a NUL
    try:
        return view.adapter_view(CarefulAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
