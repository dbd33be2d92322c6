create view sanctions as
select
    sanction.fact_id as sanction_id,
    imposer.name as imposer,
    imposer_actor.name as imposer_actor,
    target.name as target,
    target_actor.name as target_actor,
    sanction.target_sector,
    sanction.measure,
    sanction.stage,
    legal_instrument.name as instrument,
    sanction.imposer_principal_id as imposer_id,
    sanction.target_principal_id as target_id,
    facts.* exclude (fact_id, kind)
from sanction
join facts on facts.fact_id = sanction.fact_id
left join actor as imposer on imposer.id = sanction.imposer_principal_id
left join actor as imposer_actor on imposer_actor.id = sanction.imposer_id
left join actor as target on target.id = sanction.target_principal_id
left join actor as target_actor on target_actor.id = sanction.target_id
left join legal_instrument on legal_instrument.id = sanction.instrument_id;

comment on view sanctions is 'Who restricted whom over arms or by means of arms; weapons are what it punishes';
