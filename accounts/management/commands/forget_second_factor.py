import logging

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import User

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "For somebody who has lost phone, passkeys and recovery codes: takes their second factor away, ends every "
        "session of theirs and writes to them. Make sure first that it is them, by another way than e-mail."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *, email, **options):
        person = User.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody with an open account signs in with this address.")
        factors = Authenticator.objects.filter(user=person)
        if not factors.exists():
            raise CommandError("This person has no second factor.")
        factors.delete()
        for session in UserSession.objects.filter(user=person):
            session.end()
        logger.warning("second-factor-forgotten", extra={"person_id": person.pk})
        words = render_to_string("mfa/email/forgotten_message.txt", {"site_url": settings.SITE_URL})
        # Not kept when no letter can leave: its owner has to hear of it.
        send_mail("A change to how you sign in to Tandem", words, None, [person.email])
        self.stdout.write(
            "Done. They sign in with a code by e-mail and are asked to set up a new second factor before any page "
            "about others opens."
            if person.needs_second_factor
            else "Done. They sign in with a code by e-mail."
        )
