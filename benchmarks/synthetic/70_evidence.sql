create temp table evidence_of as
select
    id_of('e-', told.a, 'evidence') as id, told.id as fact_id, told.a, told.kind, told.v, article_id(told.article) as article_id,
    lead.lead + coalesce(clause.before, 1) as start_char, lead.lead + coalesce(clause.before, 1) + length(clause.words) as end_char, 'supports' as stance
from told
join clause on clause.a = told.a
join (
    select sentence.article_id, sentence.end_char as lead from sentence where sentence.start_char = 0
) as lead on lead.article_id = article_id(told.article)
union all
select
    id_of('e-', told.a, 'more'), told.id, told.a, told.kind, told.v, article_id(told.article), 0, 20,
    case when share(told.a, 'against') < 0.1 then 'contradicts' else 'supports' end
from told
where share(told.a, 'more') < 0.1;
insert into evidence by name
select * from (
    select
        id, fact_id, article_id, start_char, end_char, null::varchar as dataset_record_id,
        case when share(a, 'whose') < 0.75 then 'outlet' when share(a, 'whose') < 0.93 then 'named' else 'anonymous' end as attribution,
        case when share(a, 'whose') between 0.75 and 0.93 then 'Minister ' || skewed(3000, a, 'minister') end as speaker,
        case when share(a, 'via') < 0.02 then 'Outlet ' || skewed(400, a, 'via') end as via,
        one_of(['asserted', 'planned', 'denied'], v, 'modality') as modality, stance, 'synthetic' as extractor, 'synthetic' as extractor_version,
        round(0.3 + 0.7 * share(a, 'confidence'), 2) as confidence, moment_of(a) as recorded_at, 'run-synthetic' as run_id
    from evidence_of
    union all
    select
        id_of('e-', i, 'deal'), fact_id, null, null, null, record_id, 'outlet', null, null, 'asserted', 'supports', 'synthetic', 'synthetic', 1,
        moment_of(i), 'run-synthetic'
    from deal
    union all
    select
        id_of('e-', i, 'entry'), fact_id, null, null, null, record_id, 'outlet', null, null, 'asserted', 'supports', 'synthetic', 'synthetic', 1,
        moment_of(i), 'run-synthetic'
    from entry
)
order by id;

create temp table field_of as
with spoken as (
    unpivot (select fact_id, requester_principal_id as requester, addressee_principal_id as addressee, beneficiary_principal_id as beneficiary, action, force, formality, outcome from request)
    on columns(* exclude (fact_id)) into name field value value
    union all
    unpivot (select fact_id, imposed_by_principal_id as imposed_by, required_of_principal_id as required_of, gated_action, action, stance from condition)
    on columns(* exclude (fact_id)) into name field value value
    union all
    unpivot (select fact_id, responder_principal_id as responder, asker_principal_id as asker, decision, action from response)
    on columns(* exclude (fact_id)) into name field value value
    union all
    unpivot (select fact_id, imposer_principal_id as imposer, target_principal_id as target, measure, stage from sanction)
    on columns(* exclude (fact_id)) into name field value value
    union all
    unpivot (select fact_id, supplier_principal_id as supplier, recipient_principal_id as recipient, mode, stage from transfer)
    on columns(* exclude (fact_id)) into name field value value
    union all
    select fact_id, role, weapon_id from fact_object
    union all
    unpivot (select id as fact_id, earliest::varchar as earliest, latest::varchar as latest from fact)
    on columns(* exclude (fact_id)) into name field value value
)
select * from spoken;
insert into assertion by name
select evidence_of.id as evidence_id, field_of.field, field_of.value
from evidence_of
join field_of on field_of.fact_id = evidence_of.fact_id
order by evidence_id, field_of.field, field_of.value;

insert into judgement by name
select
    id_of('j-', a, 'judgement') as id, least(id, first_id) as left_id, greatest(id, first_id) as right_id, 'same' as verdict,
    round(0.8 + 0.2 * share(a, 'alike'), 4) as score, '["+ weapons the same"]' as reasons, 'synthetic' as judged_by, moment_of(a) as judged_at,
    false as by_person
from told
where k > 0
order by id;
