-- title: Limits on use, and terms of re-export
-- question: Which weapons come with limits on where they may be used or to whom they may be passed on?
-- param imposer: actor? =             Only terms of this state or organisation
-- evidence: evidence_id
-- expect: rows >= 2; columns imposed_by, required_of, term, weapons, quote
-- note: Requests for leave to use or to pass on are in requests; here are the terms themselves.
select
    conditions.imposed_by,
    conditions.required_of,
    conditions.action as must,
    conditions.text as term,
    conditions.weapons,
    conditions.stance,
    conditions.attached_to_kind as hangs_on,
    conditions.published_on,
    conditions.quote,
    conditions.attribution,
    conditions.source,
    conditions.evidence_id
from conditions
where conditions.action in ('limit_use', 'permit_use', 'not_use', 'no_reexport', 'permit_reexport', 'inspect')
  and ($imposer is null or conditions.imposed_by_id = $imposer)
order by conditions.published_on, conditions.imposed_by, conditions.condition_id
