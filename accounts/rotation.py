"""Changing the keys of what people wrote: every value is opened with any key we have and closed with the first."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import connection, models, transaction

from accounts.encryption import EncryptedTextField, WrongFieldKey, keyring

BATCH = 500
# Where allauth keeps, in an authenticator's JSON, what our adapter encrypted.
SECRETS = ("secret", "seed", "migrated_codes")


def encrypted_columns() -> Iterator[tuple[type[models.Model], str]]:
    """(model, column) of every encrypted field in the house."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField) and field.column:
                yield model, field.column


def rotate_everything() -> int:
    """Closes every value anew with the first key; returns how many. May be run again, and while people write."""
    columns = sum(rotate_column(model, column) for model, column in encrypted_columns())
    return columns + rotate_authenticators()


def rotate_column(model: type[models.Model], column: str) -> int:
    table, name = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(column)
    after, done = None, 0  # keys are numbers or, where a row must not tell its age, random
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {name} FROM {table} WHERE (%(after)s::text IS NULL OR id > %(after)s)"
                f" AND length({name}) > 0 ORDER BY id LIMIT %(batch)s FOR UPDATE",
                {"after": after, "batch": BATCH},
            )
            rows = cursor.fetchall()
            for pk, token in rows:
                cursor.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [_rotated(bytes(token)), pk])
        if not rows:
            return done
        after, done = rows[-1][0], done + len(rows)


def rotate_authenticators() -> int:
    done = 0
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            authenticator = Authenticator.objects.select_for_update().get(pk=pk)
            for name in SECRETS:
                value = authenticator.data.get(name)
                if isinstance(value, list):
                    authenticator.data[name] = [_rotated(each.encode()).decode() for each in value]
                elif value:
                    authenticator.data[name] = _rotated(value.encode()).decode()
                else:
                    continue
                done += 1
            authenticator.save(update_fields=["data"])
    return done


def _rotated(token: bytes) -> bytes:
    try:
        return keyring().rotate(token)
    except InvalidToken as error:
        raise WrongFieldKey(
            "No key in FIELD_KEYS opens one of the values; nothing after it was changed."
        ) from error
