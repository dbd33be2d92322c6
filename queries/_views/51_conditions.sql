create view conditions as
select
    condition.fact_id as condition_id,
    imposed_by.stands_for as imposed_by,
    imposed_by_actor.canonical as imposed_by_actor,
    required_of.stands_for as required_of,
    required_of_actor.canonical as required_of_actor,
    condition.gated_action,
    condition.action,
    condition.stance,
    condition.text,
    gate.kind as attached_to_kind,
    condition.attached_to_id,
    imposed_by.stands_for_id as imposed_by_id,
    imposed_by_actor.canonical_id as imposed_by_actor_id,
    required_of.stands_for_id as required_of_id,
    required_of_actor.canonical_id as required_of_actor_id,
    facts.* exclude (fact_id, kind)
from resolved_condition as condition
join facts on facts.fact_id = condition.fact_id and facts.kind = 'condition'
left join actor_canonical as imposed_by on imposed_by.actor_id = condition.imposed_by_principal_id
left join actor_canonical as imposed_by_actor on imposed_by_actor.actor_id = condition.imposed_by_id
left join actor_canonical as required_of on required_of.actor_id = condition.required_of_principal_id
left join actor_canonical as required_of_actor on required_of_actor.actor_id = condition.required_of_id
join resolved_fact as gate on gate.fact_id = condition.attached_to_id;

comment on view conditions is 'On what terms: imposed_by does gated_action only if required_of does action';
