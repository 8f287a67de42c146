"""How the database is emptied after a test that really commits: what was written goes, what migrations brought stays.

Django empties every table anew with TRUNCATE, and then makes content types and permissions again: most of a second
for each such test, and the rows that data migrations brought are gone. Here rows are deleted, which costs nothing where
there are none, and tables that were filled before the first test are put back as they were.
"""

from django.db import OperationalError, connection
from django.test import TransactionTestCase
from psycopg2.errors import DeadlockDetected

# Triggers rest meanwhile: those of foreign keys, since all rows go, and those that keep records from being deleted.
EMPTY = """
CREATE SCHEMA kept;
{keep}
CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
BEGIN
    LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;  -- waits, as TRUNCATE does, for a request that is still at it
{empty}
{fill}
END $$;
"""
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


def remember_what_is_there() -> None:
    """To be called once, when the tables stand and no test has written to them."""
    with connection.cursor() as cursor:
        quote = connection.ops.quote_name
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        tables = [quote(name) for name in sorted(names)]
        filled = []
        for table in tables:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if cursor.fetchone()[0]:
                cursor.execute(COLUMNS, [table])
                filled.append((table, cursor.fetchone()[0]))
        cursor.execute(
            EMPTY.format(
                keep="\n".join(f"CREATE TABLE kept.{table} AS TABLE {table};" for table, _ in filled),
                tables=", ".join(tables),
                empty="\n".join(f"    DELETE FROM {table};" for table in tables),
                fill="\n".join(
                    f"    INSERT INTO {table} ({columns}) SELECT {columns} FROM kept.{table};"
                    for table, columns in filled
                ),
            )
        )


def put_back(case: TransactionTestCase | None = None) -> None:
    """Instead of `TransactionTestCase._fixture_teardown`.

    A request that is still at it may want a table that is locked here already, while it holds one that is wanted here.
    PostgreSQL then ends one of the two; where it is this one, it comes again.
    """
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT kept.put_back()")
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
        else:
            return
