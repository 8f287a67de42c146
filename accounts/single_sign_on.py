"""Sign-in with a school's own account (OpenID Connect), switched on by OIDC_APPS in the environment.

A provider's word is taken for one thing only: that a mailbox is somebody's. The address decides the school, as it
does for everybody else. An entry of OIDC_APPS may name the domains it speaks for, in its settings; with several
schools in one house it should, so that one school's provider cannot let people into another school:

    [{"provider_id": "northgate", "name": "Northgate", "client_id": "...", "secret": "...",
      "settings": {"server_url": "https://login.northgate.example", "domains": ["northgate.example"]}}]
"""

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.shortcuts import redirect, render
from requests import RequestException, Response
from requests.exceptions import InvalidJSONError

from accounts.joining import admit, plain_address, school_of_address
from accounts.models import School
from accounts.sign_up import no_school

# What OpenID Connect says that each thing we fetch must hold: the discovery document, who it is, keys.
FETCHED = (
    {"authorization_endpoint", "token_endpoint", "userinfo_endpoint"},
    {"sub"},
    {"keys"},
)


def _check_that_it_makes_sense(method: str, answer: Response) -> None:
    """Raises RequestException when a provider's answer is not what it must be. allauth looks at tokens itself."""
    said = answer.json()
    if not isinstance(said, dict) or (
        method.upper() == "GET" and not any(names <= said.keys() for names in FETCHED)
    ):
        raise InvalidJSONError("The provider's answer makes no sense.")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def populate_user(self, request, sociallogin, data):
        """Takes the address and nothing else: no real name, no picture, no list of courses."""
        user = sociallogin.user
        for address in sociallogin.email_addresses:
            address.email = plain_address(address.email)
            # Some providers say "false" in quotes, which Python holds to be true.
            address.verified = address.verified is True and self._speaks_for(sociallogin, address.email)
        user.email = plain_address(data.get("email") or "")
        sociallogin.account.extra_data = {"userinfo": {"sub": sociallogin.account.uid, "email": user.email}}
        return user

    @staticmethod
    def _speaks_for(sociallogin, email: str) -> bool:
        domains = sociallogin.provider.app.settings.get("domains")
        return not domains or email.rpartition("@")[2] in domains

    def can_authenticate_by_email(self, login, email: str) -> bool:
        """Only verified addresses get this far; such a person is let into the account that has the address."""
        return True

    def pre_social_login(self, request, sociallogin) -> None:
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            self._check_that_it_is_the_same_person(request, sociallogin)
        elif not sociallogin.is_existing and not self._school(sociallogin):
            raise ImmediateHttpResponse(no_school(request))

    def get_requests_session(self):
        """A provider that is away, unwell or talks nonsense gets a page of ours that offers the other ways in."""
        session = super().get_requests_session()
        ask = session.request

        def ask_or_say_so(method, *args, **kwargs):
            try:
                answer = ask(method, *args, **kwargs)
                answer.raise_for_status()
                _check_that_it_makes_sense(method, answer)
            except RequestException as error:
                page = render(self.request, "accounts/no_school_account.html", status=503)
                raise ImmediateHttpResponse(page) from error
            return answer

        session.request = ask_or_say_so
        return session

    def _check_that_it_is_the_same_person(self, request, sociallogin) -> None:
        said = {address.email for address in sociallogin.email_addresses if address.verified}
        own = EmailAddress.objects.filter(user=request.user, verified=True).values_list("email", flat=True)
        if not said & {email.lower() for email in own}:
            messages.error(
                request, "That account belongs to another e-mail address. Add the address here first."
            )
            raise ImmediateHttpResponse(redirect("socialaccount_connections"))

    @staticmethod
    def _school(sociallogin) -> School | None:
        verified = {address.email for address in sociallogin.email_addresses if address.verified}
        email = sociallogin.user.email
        return school_of_address(email) if email in verified else None

    def save_user(self, request, sociallogin, form=None):
        school = self._school(sociallogin)
        if school is None:
            raise ImmediateHttpResponse(no_school(request))
        sociallogin.user.set_unusable_password()
        admit(sociallogin.user, school)
        sociallogin.save(request)
        return sociallogin.user
