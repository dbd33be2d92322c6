-- title: Actors under several names
-- question: Under which names do lists know an actor, and which of their entries were judged to be it?
-- param name: text? =                 Only actors one of whose names holds these words
-- param merged_only: choice(yes|no) = no   Whether only actors are shown into which entries were merged
-- expect: rows >= 1; columns actor, name, name_kind, list
-- note: A row is one name on one list. Names for reading texts are in `sqn tables actors`; pairs that wait for a
-- note: judgement in `sqn actors waiting`.
with listed as (
    select
        actor_canonical.canonical_id,
        actor_canonical.canonical,
        listed_name.actor_id as entry_id,
        listed_name.name,
        listed_name.kind,
        source.name as list,
        count(*) over (partition by actor_canonical.canonical_id) as names
    from listed_name
    join actor_canonical on actor_canonical.actor_id = listed_name.actor_id
    join source on source.id = listed_name.source_id
)
select
    listed.canonical as actor,
    listed.name,
    listed.kind as name_kind,
    listed.list,
    listed.entry_id,
    listed.entry_id <> listed.canonical_id as merged,
    listed.names
from listed
where listed.names > 1
  and ($name is null or position(lower($name) in lower(listed.name)) > 0)
  and ($merged_only = 'no' or listed.entry_id <> listed.canonical_id)
order by listed.canonical, listed.canonical_id, listed.list, listed.kind, listed.name, listed.entry_id
