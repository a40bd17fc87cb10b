-- The claims with what many of them do to a verdict. Holm's adjustment is over the claims that are judged on
-- draws of one purpose: the p-values in order, times the number of those that are not less, the largest so
-- far; at the level of the intervals, two-sided 5 %, so that p ≤ 0.025 decides. A claim depends on the draw
-- where its intervals say different things on different seeds.
WITH judged AS (
  SELECT id, seed, p,
    max(p * later) OVER (PARTITION BY purpose, seed_group ORDER BY p, id) AS adjusted
  FROM (
    SELECT *, CASE purpose WHEN 'repeat' THEN seed ELSE 0 END AS seed_group,
      count(*) OVER (PARTITION BY purpose, CASE purpose WHEN 'repeat' THEN seed ELSE 0 END ORDER BY p DESC, id DESC)
        AS later
    FROM claims WHERE verdict <> 'exploratory' AND p IS NOT NULL
  )
), agreed AS (
  SELECT id, count(DISTINCT by_interval) > 1 AS depends_on_draw FROM claims WHERE by_interval <> 'exploratory'
  GROUP BY id
)
SELECT c.*, CASE WHEN adjusted IS NOT NULL THEN least(1, adjusted) END AS p_adjusted,
  CASE WHEN adjusted > 0.025 THEN 'inconclusive' ELSE verdict END AS verdict_adjusted,
  coalesce(depends_on_draw, false) AS depends_on_draw
FROM claims c LEFT JOIN judged USING (id, seed) LEFT JOIN agreed USING (id)
ORDER BY c.study, c.id, c.purpose = 'study' DESC, c.purpose, c.seed;
