-- title: Leverage between two states
-- question: Who holds what over whom: requests left to its yes, conditions, threats and sanctions, deliveries?
-- param holder: actor? =              Only what this state or organisation holds over others
-- param over: actor? =                Only what is held over this one
-- chart: network source=holder target=over_whom weight=holds
-- expect: rows >= 10; columns holder, over_whom, holds, asked_by_other, conditions, sanctions, deliveries
-- note: One row a direction: the pair the other way round is a row of its own. `holds` is the sum of the four counts.
-- note: Requests are those for arms, for leave to use or pass them on, and for an end of sanctions, whatever became of
-- note: them; demands to hold back are none. Sanctions are those threatened or in force, deliveries those still to come.
with held as (
    select
        requests.addressee_id as holder_id,
        requests.addressee as holder,
        requests.requester_id as over_id,
        requests.requester as over_whom,
        'request' as by_means_of
    from requests
    -- who is told to hold back gains no hold by it
    where requests.action in (
        'acquire', 'transfer', 'deliver', 'deploy', 'license', 'coproduce', 'permit_use', 'permit_reexport',
        'lift_sanction', 'readmit'
    )
    union all
    select
        conditions.imposed_by_id,
        conditions.imposed_by,
        conditions.required_of_id,
        conditions.required_of,
        'condition'
    from conditions
    where conditions.stance not in ('denied', 'dropped')
    union all
    select
        sanctions.imposer_id,
        sanctions.imposer,
        sanctions.target_id,
        sanctions.target,
        'sanction'
    from sanctions
    where sanctions.stage in ('threatened', 'proposed', 'imposed')
    union all
    select
        transfers.supplier_id,
        transfers.supplier,
        transfers.recipient_id,
        transfers.recipient,
        'transfer'
    from transfers
    where transfers.stage in ('offered', 'negotiating', 'approved', 'ordered', 'suspended')
)
select
    held.holder,
    held.over_whom,
    count(*) as holds,
    count(*) filter (where held.by_means_of = 'request') as asked_by_other,
    count(*) filter (where held.by_means_of = 'condition') as conditions,
    count(*) filter (where held.by_means_of = 'sanction') as sanctions,
    count(*) filter (where held.by_means_of = 'transfer') as deliveries
from held
where held.holder_id <> held.over_id
  and ($holder is null or held.holder_id = $holder)
  and ($over is null or held.over_id = $over)
group by held.holder, held.over_whom
order by holds desc, held.holder, held.over_whom
