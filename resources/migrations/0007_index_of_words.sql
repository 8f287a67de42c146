-- How entries become words that can be searched. All of it is here, beside the rows, so that no way of changing an entry
-- (a page, admin, an import, a file, somebody at a console) can leave the search behind.

-- English with stems, accents taken off first: "Café" is found by "cafe".
CREATE TEXT SEARCH CONFIGURATION resources_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION resources_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
-- The same without stems and stop words: words as they are written.
CREATE TEXT SEARCH CONFIGURATION resources_written (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION resources_written
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

-- Apostrophes go ("can't" is "cant"). What the parser would keep together (and/or, 9-8-8, snake_case, a.b) is parted;
-- other punctuation parts words by itself. resources/search/words.py does the same to a query. Nine replacements are
-- twenty times faster than one translate().
CREATE FUNCTION resources_bare(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(
        words, '’', ''), '''', ''), '‘', ''), '`', ''), '-', ' '), '/', ' '), '_', ' '), '@', ' '), '.', ' ')
$$;

CREATE FUNCTION resources_document(
    title text, keywords text[], topics text[], kind text, organisation text, summary text, body text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('resources_english', resources_bare(title)), 'A')
        || setweight(to_tsvector('resources_english', resources_bare(
               array_to_string(keywords, ' . ') || ' ' || array_to_string(topics, ' ') || ' ' || kind || ' ' || organisation)), 'B')
        || setweight(to_tsvector('resources_english', resources_bare(summary)), 'C')
        || setweight(to_tsvector('resources_english', resources_bare(left(body, 40000))), 'D')
$$;

-- One word as a query, whatever is in it.
CREATE FUNCTION resources_just(lexeme text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''')::tsquery
$$;

-- What one word is worth in one entry: PostgreSQL's rank, title far before body. D, C, B, A.
CREATE FUNCTION resources_rank(document tsvector, word tsquery) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ts_rank('{0.06, 0.35, 0.7, 1.0}', document, word)::float8
$$;

CREATE FUNCTION resources_shelf(school_id bigint, is_public boolean) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT coalesce(school_id, CASE WHEN is_public THEN 0 ELSE -1 END) $$;

-- The words that weigh most, at most 64 an entry: titles, keywords and summaries, and what a text keeps coming back to.
-- What is left out stands once in a body; the whole text finds it where nothing better does.
CREATE FUNCTION resources_heavy_words(document tsvector) RETURNS TABLE (word text, rank float8)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lexeme, resources_rank(document, resources_just(lexeme))
      FROM unnest(document)
     WHERE positions[2] IS NOT NULL OR 'D' <> ALL (weights)
     ORDER BY 2 DESC, 1
     LIMIT 64
$$;

-- Keywords of several words, whole: who types one means this entry. They weigh a little more than a word of a title.
CREATE FUNCTION resources_phrases(keywords text[]) RETURNS TABLE (phrase text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT DISTINCT said
      FROM unnest(keywords) AS keyword,
           LATERAL (SELECT lower(btrim(regexp_replace(resources_bare(keyword), '\s+', ' ', 'g'))) AS said) AS bare
     WHERE said LIKE '% %'
$$;

-- Words as they are written, without numbers.
CREATE FUNCTION resources_written(VARIADIC texts text[]) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_agg(word)
      FROM unnest(tsvector_to_array(to_tsvector(
               'resources_written', resources_bare(left(array_to_string(texts, ' '), 45000))))) AS word
     WHERE length(word) BETWEEN 3 AND 30 AND word !~ '[0-9]'
$$;

-- In order of the words, so that two writers never wait for each other crosswise.
CREATE FUNCTION resources_know_words(shelf bigint, written text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO resources_knownword (word, lexeme, shelves)
    SELECT word, (ts_lexize('english_stem', word))[1], ARRAY[shelf]
      FROM unnest(written) AS word
     WHERE ts_lexize('english_stem', word) <> '{}'
     ORDER BY word COLLATE "C"
        ON CONFLICT (word) DO NOTHING;
    PERFORM FROM resources_knownword
      WHERE word = ANY (written) AND NOT shelves @> ARRAY[shelf] ORDER BY word FOR UPDATE;
    UPDATE resources_knownword SET shelves = shelves || shelf
     WHERE word = ANY (written) AND NOT shelves @> ARRAY[shelf];
END $$;

CREATE FUNCTION resources_index_entry() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    words tsvector;
    place bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM resources_entryword WHERE resource_id = OLD.id;
        DELETE FROM resources_entrytext WHERE resource_id = OLD.id;
    END IF;
    IF TG_OP = 'DELETE' OR NEW.withdrawn_on IS NOT NULL OR NEW.status NOT IN ('active', 'temporarily closed') THEN
        RETURN NULL;
    END IF;
    place := resources_shelf(NEW.school_id, NEW.is_public);
    words := resources_document(
        NEW.title, NEW.keywords, NEW.topics, NEW.kind, NEW.organisation, NEW.summary, NEW.body);
    INSERT INTO resources_entrytext (resource_id, shelf, document) VALUES (NEW.id, place, words);
    INSERT INTO resources_entryword (resource_id, word, shelf, rank)
    SELECT NEW.id, word, place, rank FROM resources_heavy_words(words)
     UNION ALL
    SELECT NEW.id, phrase, place, 1.2 FROM resources_phrases(NEW.keywords);
    PERFORM resources_know_words(place, resources_written(
        NEW.title, NEW.summary, NEW.organisation, array_to_string(NEW.keywords, ' '), NEW.body));
    RETURN NULL;
END $$;

CREATE TRIGGER resources_index_entry
AFTER INSERT OR DELETE OR UPDATE OF
    title, keywords, topics, kind, organisation, summary, body, school_id, is_public, status, withdrawn_on
ON resources_resource FOR EACH ROW EXECUTE FUNCTION resources_index_entry();

-- Everything anew, as a set: after an upgrade of the dictionaries, or of the rules above.
CREATE FUNCTION resources_index_all() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE resources_entrytext, resources_entryword, resources_knownword;
    INSERT INTO resources_entrytext (resource_id, shelf, document)
    SELECT id, resources_shelf(school_id, is_public),
           resources_document(title, keywords, topics, kind, organisation, summary, body)
      FROM resources_resource
     WHERE withdrawn_on IS NULL AND status IN ('active', 'temporarily closed');
    INSERT INTO resources_entryword (resource_id, word, shelf, rank)
    SELECT e.resource_id, w.word, e.shelf, w.rank
      FROM resources_entrytext e, resources_heavy_words(e.document) w
     UNION ALL
    SELECT r.id, p.phrase, e.shelf, 1.2
      FROM resources_resource r JOIN resources_entrytext e ON e.resource_id = r.id, resources_phrases(r.keywords) p
     ORDER BY 2, 3, 4 DESC;
    INSERT INTO resources_knownword (word, lexeme, shelves)
    SELECT word, (ts_lexize('english_stem', word))[1], shelves
      FROM (SELECT word, array_agg(DISTINCT e.shelf) AS shelves
              FROM (SELECT resources_shelf(school_id, is_public) AS shelf,
                           resources_written(title, summary, organisation, array_to_string(keywords, ' '), body) AS words
                      FROM resources_resource
                     WHERE withdrawn_on IS NULL AND status IN ('active', 'temporarily closed')) AS e,
                   unnest(e.words) AS word
             GROUP BY word) AS known
     WHERE ts_lexize('english_stem', word) <> '{}'
     ORDER BY word;
END $$;
