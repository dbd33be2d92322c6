-- title: Who holds which office
-- question: Who held which office, in which state or body, from when to when?
-- param actor: actor? =               Only the offices of this person, or those of this state or body and what is under it
-- param on: date? =                   Only offices held on this day
-- expect: rows >= 20; columns person, office, title, body, held_from, held_to, person_id, body_id
-- note: A day may be as early, or as late, as it may have been where only the year is known.
select
    person.canonical as person,
    post.title,
    body.canonical as body,
    post.office,
    post.held_from,
    post.held_to,
    person.canonical_id as person_id,
    body.canonical_id as body_id
from post
join actor_canonical as person on person.actor_id = post.person_id
join actor_canonical as body on body.actor_id = post.body_id
join actor as served on served.id = post.body_id
where ($actor is null or $actor in (person.canonical_id, body.canonical_id, served.principal_id))
  and ($on is null or coalesce(post.held_from, $on) <= $on and coalesce(post.held_to, $on) >= $on)
order by post.held_to desc nulls first, post.held_from desc nulls last, person, post.title, post.id
