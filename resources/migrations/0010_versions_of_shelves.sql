-- Whether a shelf is still as it was when somebody read it. Pages keep a library in memory for as long as the numbers of its
-- shelves stay the same (resources/catalogue.py). A number is drawn once and never again, also where a change is undone.

-- Nobody waits here: a transaction leaves one row for each shelf, and takes earlier rows of that shelf away, but for those
-- that somebody else is just taking. `resources.wrote` tells the transaction itself, until it ends, that it has changed more.
CREATE FUNCTION resources_shelf_changed(place bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    marked text := coalesce(current_setting('resources.marked', true), '');
BEGIN
    PERFORM set_config('resources.wrote', nextval('resources_shelfversion_id_seq')::text, true);
    IF place::text = ANY (string_to_array(marked, ' ')) THEN
        RETURN;
    END IF;
    DELETE FROM resources_shelfversion
     WHERE id IN (SELECT id FROM resources_shelfversion WHERE shelf = place FOR UPDATE SKIP LOCKED);
    INSERT INTO resources_shelfversion (shelf) VALUES (place);
    PERFORM set_config('resources.marked', marked || ' ' || place, true);
END $$;

CREATE FUNCTION resources_entry_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM resources_shelf_changed(resources_shelf(OLD.school_id, OLD.is_public));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM resources_shelf_changed(resources_shelf(NEW.school_id, NEW.is_public));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION resources_hours_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    PERFORM resources_shelf_changed(resources_shelf(school_id, is_public))
       FROM resources_resource WHERE id IN (OLD.resource_id, NEW.resource_id);
    RETURN NULL;
END $$;

-- What a school hides, and collections: those without a school are everybody's.
CREATE FUNCTION resources_school_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM resources_shelf_changed(resources_shelf(OLD.school_id, true));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM resources_shelf_changed(resources_shelf(NEW.school_id, true));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION resources_emptied() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM resources_shelf_changed(0);  -- which everybody reads
    RETURN NULL;
END $$;

CREATE TRIGGER resources_entry_changed AFTER INSERT OR UPDATE OR DELETE ON resources_resource
FOR EACH ROW EXECUTE FUNCTION resources_entry_changed();
CREATE TRIGGER resources_hours_changed AFTER INSERT OR UPDATE OR DELETE ON resources_schedule
FOR EACH ROW EXECUTE FUNCTION resources_hours_changed();
CREATE TRIGGER resources_hours_changed AFTER INSERT OR UPDATE OR DELETE ON resources_scheduleexception
FOR EACH ROW EXECUTE FUNCTION resources_hours_changed();
CREATE TRIGGER resources_view_changed AFTER INSERT OR UPDATE OR DELETE ON resources_schoolview
FOR EACH ROW EXECUTE FUNCTION resources_school_changed();
CREATE TRIGGER resources_collection_changed AFTER INSERT OR UPDATE OR DELETE ON resources_collection
FOR EACH ROW EXECUTE FUNCTION resources_school_changed();

CREATE TRIGGER resources_emptied AFTER TRUNCATE ON resources_resource
FOR EACH STATEMENT EXECUTE FUNCTION resources_emptied();
CREATE TRIGGER resources_emptied AFTER TRUNCATE ON resources_schedule
FOR EACH STATEMENT EXECUTE FUNCTION resources_emptied();
CREATE TRIGGER resources_emptied AFTER TRUNCATE ON resources_scheduleexception
FOR EACH STATEMENT EXECUTE FUNCTION resources_emptied();
CREATE TRIGGER resources_emptied AFTER TRUNCATE ON resources_schoolview
FOR EACH STATEMENT EXECUTE FUNCTION resources_emptied();
CREATE TRIGGER resources_emptied AFTER TRUNCATE ON resources_collection
FOR EACH STATEMENT EXECUTE FUNCTION resources_emptied();
