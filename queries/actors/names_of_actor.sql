-- title: All names of an actor
-- question: Under which names, in which languages, do texts and lists know an actor?
-- param actor: actor = TR             The actor
-- expect: rows >= 2; columns name, sort, language, told_by
-- note: `told_by` is the reference list or the sanctions list that has the name; `entry_id` the entry of a list, which
-- note: was judged to be this actor where the two ids differ.
select
    actor_name.name,
    actor_name.kind as sort,
    actor_name.language,
    'reference' as told_by,
    actor_name.valid_from,
    actor_name.valid_to,
    actor_name.actor_id as entry_id
from actor_name
where actor_name.actor_id = $actor
union all
select
    listed_name.name,
    listed_name.kind,
    null,
    source.name,
    null,
    null,
    listed_name.actor_id
from listed_name
join actor_canonical on actor_canonical.actor_id = listed_name.actor_id
join source on source.id = listed_name.source_id
where actor_canonical.canonical_id = $actor
order by told_by, sort, name, entry_id
