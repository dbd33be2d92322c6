create view sanctions as
select
    sanction.fact_id as sanction_id,
    imposer.stands_for as imposer,
    imposer_actor.canonical as imposer_actor,
    target.stands_for as target,
    target_actor.canonical as target_actor,
    sanction.target_sector,
    sanction.measure,
    sanction.stage,
    legal_instrument.name as instrument,
    imposer.stands_for_id as imposer_id,
    imposer_actor.canonical_id as imposer_actor_id,
    target.stands_for_id as target_id,
    target_actor.canonical_id as target_actor_id,
    sanction.target_id as target_named_id,
    facts.* exclude (fact_id, kind)
from resolved_sanction as sanction
join facts on facts.fact_id = sanction.fact_id and facts.kind = 'sanction'
left join actor_canonical as imposer on imposer.actor_id = sanction.imposer_principal_id
left join actor_canonical as imposer_actor on imposer_actor.actor_id = sanction.imposer_id
left join actor_canonical as target on target.actor_id = sanction.target_principal_id
left join actor_canonical as target_actor on target_actor.actor_id = sanction.target_id
left join legal_instrument on legal_instrument.id = sanction.instrument_id;

comment on view sanctions is 'Who restricted whom over arms or by means of arms; weapons are what it punishes';
comment on column sanctions.target_named_id is 'Who is restricted, as the list''s entry or the text names it: not led to whom it was judged to be';
