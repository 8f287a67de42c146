-- The best entries for groups of words (resources/search/ranking.py asks). A function, since its plan is then made once
-- for each connection: planning so long a statement takes as long as carrying it out. It is made for any words, and with
-- indexes whatever the size of the tables was at that moment.

-- What was asked, as lexemes: n is the number of the group, -1 for a whole phrase. A group's words stand in `typed`, with
-- its number and what they count beside them. The last word may be the beginning of one.
CREATE FUNCTION resources_terms(
    numbers int[], typed text[], weighing float8[], phrases text[], last_number int, beginning text, on_shelves bigint[],
    becomes float8, becomes_most int)
RETURNS TABLE (n int, lexeme text, weight float8)
LANGUAGE sql STABLE AS $$
    SELECT n, lexeme, max(weight)
      FROM (SELECT a.n, a.weight, lexeme
              FROM unnest(numbers, typed, weighing) AS a (n, word, weight),
                   unnest(tsvector_to_array(to_tsvector('resources_english', a.word))) AS lexeme
             UNION ALL
            SELECT last_number, becomes, lexeme
              FROM (SELECT lexeme FROM resources_knownword
                     WHERE beginning <> '' AND word >= beginning AND word < beginning || chr(1114111)
                       AND shelves && on_shelves
                     ORDER BY length(word), word LIMIT becomes_most) AS k) AS asked
     GROUP BY n, lexeme
     UNION ALL
    SELECT -1, phrase, 1 FROM unnest(phrases) AS p (phrase)
$$;

-- `found`: numbers of groups that some entry has; `meant`: of those that are more than a stop word. Both stand in each
-- row; where nothing was found there is one row without an entry.
CREATE FUNCTION resources_best(
    numbers int[], typed text[], weighing float8[], phrases text[], last_number int, beginning text, on_shelves bigint[],
    becomes float8, becomes_most int, depth int, enough int, draft_size int, most int)
RETURNS TABLE (found int[], meant int[], entry bigint, worth_of_it float8)
LANGUAGE plpgsql STABLE ROWS 150
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
RETURN QUERY
WITH term AS MATERIALIZED (
    SELECT t.* FROM resources_terms(
        numbers, typed, weighing, phrases, last_number, beginning, on_shelves, becomes, becomes_most) AS t
), heavy AS MATERIALIZED (
    -- The best of each word's list.
    SELECT t.n, p.resource_id, max(p.rank * t.weight) AS rank
      FROM term t CROSS JOIN unnest(on_shelves) AS s (shelf)
     CROSS JOIN LATERAL (
           SELECT resource_id, rank FROM resources_entryword w
            WHERE w.word = t.lexeme AND w.shelf = s.shelf ORDER BY w.rank DESC
            LIMIT CASE WHEN t.weight = becomes THEN depth / 10 ELSE depth END) AS p
     GROUP BY t.n, p.resource_id
), hit AS MATERIALIZED (
    -- Where those are short, whole texts too. (NOT IN is hashed; NOT EXISTS would compare each with each, since
    -- nothing is known of how many there are.)
    SELECT n, resource_id, rank FROM heavy
     UNION ALL
    SELECT n, resource_id, max(rank)
      FROM (SELECT t.n, d.resource_id, d.rank * t.weight AS rank
              FROM term t
             CROSS JOIN LATERAL (
                   SELECT e.resource_id, resources_rank(e.document, resources_just(t.lexeme)) AS rank
                     FROM resources_entrytext e
                    WHERE e.document @@ resources_just(t.lexeme) AND e.shelf = ANY (on_shelves)
                    LIMIT enough) AS d
             WHERE t.n >= 0 AND t.n NOT IN (SELECT n FROM heavy GROUP BY n HAVING count(*) >= enough)) AS deep
     WHERE (n, resource_id) NOT IN (SELECT n, resource_id FROM heavy)
     GROUP BY n, resource_id
), worth AS MATERIALIZED (
    -- A rare word counts more than a common one.
    SELECT n, count(*) AS entries, 1 / (1 + ln(1 + count(*))) AS weight FROM hit GROUP BY n
), alike AS MATERIALIZED (
    SELECT n, string_agg(resources_just(lexeme)::text, ' | ')::tsquery AS query,
           string_agg(resources_just(lexeme)::text, ' | ') FILTER (WHERE weight <> becomes) AS typed
      FROM term WHERE n >= 0 GROUP BY n
), has_all AS (
    SELECT e.resource_id
      FROM resources_entrytext e,
           (SELECT string_agg('(' || a.typed || ')', ' & ')::tsquery AS query, count(*) AS groups FROM alike a) AS every
     WHERE every.groups > 1 AND (SELECT min(entries) FROM worth WHERE n >= 0) < enough
       AND e.document @@ every.query AND e.shelf = ANY (on_shelves)
     LIMIT draft_size
), summed AS MATERIALIZED (
    SELECT resource_id, sum(hit.rank * worth.weight) AS score, array_agg(n) AS groups,
           sum(worth.weight) FILTER (WHERE n >= 0) AS covered
      FROM hit JOIN worth USING (n)
     GROUP BY resource_id
), draft AS MATERIALIZED (
    (SELECT resource_id, score, groups, covered FROM summed ORDER BY score DESC LIMIT draft_size)
     UNION
    SELECT resource_id, coalesce(score, 0), coalesce(groups, '{}'), covered
      FROM has_all LEFT JOIN summed USING (resource_id)
), missing AS MATERIALIZED (
    -- These are looked at whole, for the groups whose lists they are not in.
    SELECT d.resource_id, a.n, a.query FROM draft d JOIN alike a ON a.n <> ALL (d.groups)
), looked_at AS (
    SELECT m.resource_id, sum(worth.weight * (
               SELECT max(resources_rank(e.document, resources_just(t.lexeme)) * t.weight) FROM term t WHERE t.n = m.n
           )) AS score, sum(worth.weight) AS covered
      FROM missing m JOIN resources_entrytext e ON e.resource_id = m.resource_id AND e.document @@ m.query
      JOIN worth ON worth.n = m.n
     GROUP BY m.resource_id
), best AS (
    -- An entry that lacks some of the groups is worth that part less.
    SELECT resource_id, d.score + coalesce(l.score, 0) AS score,
           coalesce(nullif(coalesce(d.covered, 0) + coalesce(l.covered, 0), 0)
                    / (SELECT sum(weight) FROM worth WHERE n >= 0), 1) AS share
      FROM draft d LEFT JOIN looked_at l USING (resource_id)
), first AS (
    SELECT resource_id, score * share AS score FROM best ORDER BY 2 DESC, 1 LIMIT most
)
SELECT (SELECT array_agg(n) FROM worth), (SELECT array_agg(DISTINCT n) FROM term WHERE n >= 0),
       first.resource_id, first.score
  FROM (SELECT) AS always LEFT JOIN first ON true
 ORDER BY first.score DESC, first.resource_id;
END $$;
