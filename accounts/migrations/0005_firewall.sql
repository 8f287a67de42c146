-- The career firewall's one rule, asked by the triggers of every floor.

-- Whether `grader` grades `student`, now or from a later day that is already declared.
CREATE FUNCTION accounts_grades(grader bigint, student bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1
          FROM accounts_grading grading
          JOIN accounts_user person ON person.id = student AND person.school_id = grading.school_id
         WHERE grading.grader_id = grader
           AND grader <> student
           AND grading.until_on >= CURRENT_DATE
           AND (grading.student_id = student OR (grading.stage <> '' AND grading.stage = person.stage)))
$$;

-- Until the end of the transaction: alone, or shared with others who do not need it alone.
CREATE FUNCTION accounts_hold_firewall(school bigint, alone boolean) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF school IS NULL THEN
        RETURN;
    ELSIF alone THEN
        PERFORM pg_advisory_xact_lock(2026, school::int);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(2026, school::int);
    END IF;
END
$$;
