-- When an occasion falls. All zone arithmetic of the reminders is here, in the database that holds the plans.

-- The first instant at which clocks in `zone` show `wall`; when no clock ever does, the first instant after the gap.
CREATE FUNCTION checkins_first_instant(wall timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    guess timestamptz := wall AT TIME ZONE zone;
    day_before timestamptz := guess - interval '24 hours';
    earlier timestamptz;
    low bigint;
    high bigint;
    middle bigint;
BEGIN
    IF guess AT TIME ZONE zone = wall THEN
        -- A time that exists twice is, to Postgres, the later one. By the offset of the day before it is the earlier.
        earlier := (wall - ((day_before AT TIME ZONE zone) - (day_before AT TIME ZONE 'UTC'))) AT TIME ZONE 'UTC';
        IF earlier < guess AND earlier AT TIME ZONE zone = wall THEN
            RETURN earlier;
        END IF;
        RETURN guess;
    END IF;
    -- A gap. Clocks show less than `wall` before the change and more after it: halve until the second is found.
    low := extract(epoch FROM guess)::bigint - 172800;
    high := extract(epoch FROM guess)::bigint + 172800;
    WHILE high - low > 1 LOOP
        middle := (low + high) / 2;
        IF to_timestamp(middle) AT TIME ZONE zone > wall THEN
            high := middle;
        ELSE
            low := middle;
        END IF;
    END LOOP;
    RETURN to_timestamp(high);
END $$;

-- The first day of the rhythm after `after`, and not before `starts_on`.
CREATE FUNCTION checkins_next_on(rhythm text, weekdays smallint[], starts_on date, after date) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    day date := greatest(after + 1, starts_on);
    months integer;
BEGIN
    CASE rhythm
    WHEN 'daily' THEN
        RETURN day;
    WHEN 'weekdays' THEN
        RETURN day + CASE extract(isodow FROM day) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END;
    WHEN 'chosen' THEN
        FOR step IN 0..6 LOOP
            IF extract(isodow FROM day + step)::smallint = ANY (weekdays) THEN
                RETURN day + step;
            END IF;
        END LOOP;
        RETURN NULL;
    WHEN 'fortnightly' THEN
        RETURN starts_on + ((day - starts_on + 13) / 14) * 14;
    WHEN 'monthly' THEN
        -- Counted from the first day each time, so that the 31st comes back after a February.
        months := (extract(year FROM day) - extract(year FROM starts_on)) * 12
                + extract(month FROM day) - extract(month FROM starts_on);
        IF (starts_on + make_interval(months => months))::date < day THEN
            months := months + 1;
        END IF;
        RETURN (starts_on + make_interval(months => months))::date;
    END CASE;
END $$;

-- The first occasion after `now` on a day of the rhythm later than `last_on`. A day that a zone leaves out has none.
CREATE FUNCTION checkins_next_occasion(
    rhythm text, weekdays smallint[], starts_on date, local_time time, zone text, last_on date, now timestamptz,
    OUT next_on date, OUT due_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    next_on := greatest(last_on, (now AT TIME ZONE zone)::date - 2);
    LOOP
        next_on := checkins_next_on(rhythm, weekdays, starts_on, next_on);
        EXIT WHEN next_on IS NULL;
        due_at := checkins_first_instant(next_on + local_time, zone);
        CONTINUE WHEN (due_at AT TIME ZONE zone)::date <> next_on
                  AND (checkins_first_instant(next_on::timestamp, zone) AT TIME ZONE zone)::date <> next_on;
        EXIT WHEN due_at > now;
    END LOOP;
END $$;

-- One turn of a due plan: the latest occasion that is due by `now` (earlier ones that were missed are let go), and
-- the one after it.
CREATE FUNCTION checkins_turn(
    rhythm text, weekdays smallint[], starts_on date, local_time time, zone text,
    first_on date, first_due_at timestamptz, now timestamptz,
    OUT occasion_on date, OUT due_at timestamptz, OUT next_on date, OUT next_due_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    occasion_on := first_on;
    due_at := first_due_at;
    IF first_due_at < now - interval '40 days' THEN
        -- Long away: go straight to the last weeks. No rhythm has a longer step than a month.
        SELECT o.next_on, o.due_at INTO occasion_on, due_at
          FROM checkins_next_occasion(rhythm, weekdays, starts_on, local_time, zone, first_on,
                                      now - interval '36 days') o;
    END IF;
    LOOP
        SELECT o.next_on, o.due_at INTO next_on, next_due_at
          FROM checkins_next_occasion(rhythm, weekdays, starts_on, local_time, zone, occasion_on, due_at) o;
        EXIT WHEN next_due_at IS NULL OR next_due_at > now;
        occasion_on := next_on;
        due_at := next_due_at;
    END LOOP;
END $$;
