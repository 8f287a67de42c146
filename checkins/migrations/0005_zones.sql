-- When an occasion falls. All zone arithmetic of the reminders is here, with the zone data that Python's pages use too
-- (accounts_zone): the server's own may be of another year.

-- What clocks show at an instant. `changes_at` and `offsets` are those of a row of accounts_zone.
CREATE FUNCTION checkins_wall(at timestamptz, changes_at timestamptz[], offsets integer[]) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (at AT TIME ZONE 'UTC') + offsets[width_bucket(at, changes_at)] * interval '1 second'
$$;

-- The first instant at which clocks show `wall`; when no clock ever does, the first instant after the gap.
-- Between two changes clocks run evenly, so it is the first stretch that reaches `wall` before it ends.
CREATE FUNCTION checkins_first_instant(wall timestamp, changes_at timestamptz[], offsets integer[]) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    as_utc timestamptz := wall AT TIME ZONE 'UTC';
    stretch integer := width_bucket(as_utc - interval '48 hours', changes_at);
    found timestamptz;
BEGIN
    LOOP
        found := greatest(changes_at[stretch], as_utc - offsets[stretch] * interval '1 second');
        EXIT WHEN stretch = cardinality(changes_at) OR found < changes_at[stretch + 1];
        stretch := stretch + 1;
    END LOOP;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION checkins_first_instant(wall timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    changes timestamptz[];
    shifts integer[];
BEGIN
    SELECT changes_at, offsets INTO changes, shifts FROM accounts_zone WHERE name = zone;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no zone data for %: manage.py load_zones brings it.', zone;
    END IF;
    RETURN checkins_first_instant(wall, changes, shifts);
END $$;

-- The first occasion after `now` on a day of the rhythm later than `last_on`. A day that a zone leaves out has none.
CREATE OR REPLACE FUNCTION checkins_next_occasion(
    rhythm text, weekdays smallint[], starts_on date, local_time time, zone text, last_on date, now timestamptz,
    OUT next_on date, OUT due_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    changes timestamptz[];
    shifts integer[];
BEGIN
    SELECT changes_at, offsets INTO changes, shifts FROM accounts_zone WHERE name = zone;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no zone data for %: manage.py load_zones brings it.', zone;
    END IF;
    next_on := greatest(last_on, checkins_wall(now, changes, shifts)::date - 2);
    LOOP
        next_on := checkins_next_on(rhythm, weekdays, starts_on, next_on);
        EXIT WHEN next_on IS NULL;
        due_at := checkins_first_instant(next_on + local_time, changes, shifts);
        CONTINUE WHEN checkins_wall(due_at, changes, shifts)::date <> next_on
                  AND checkins_wall(checkins_first_instant(next_on::timestamp, changes, shifts), changes, shifts)::date
                      <> next_on;
        EXIT WHEN due_at > now;
    END LOOP;
END $$;

-- Plans that were reckoned with the server's own data.
UPDATE checkins_plan SET next_due_at = checkins_first_instant(next_on + local_time, time_zone)
 WHERE ended_at IS NULL AND next_on IS NOT NULL AND next_due_at > now()
   AND next_due_at <> checkins_first_instant(next_on + local_time, time_zone);
