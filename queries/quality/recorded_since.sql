-- title: What changed since a day
-- question: Which facts did the database learn of on or after a day?
-- param since: date? =                The day; without it, since the newest day on which anything was recorded
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- chart: bars x=kind y=accounts colour=source
-- evidence: evidence_id
-- expect: rows >= 1; columns recorded_on, kind, quote, source
-- note: Counts when it was recorded, not when it happened. A report that joins an older fact brings it here again.
with learned as (
    select
        account.fact_id,
        max(cast(fact.recorded_at as date)) as recorded_on,
        count(*) as accounts_added
    from account
    join fact on fact.id = account.account_id
    where cast(fact.recorded_at as date) >= coalesce(
        $since,
        (select max(cast(newest.recorded_at as date)) from fact as newest)
    )
    group by account.fact_id
)
select
    learned.recorded_on,
    facts.kind,
    facts.weapons,
    facts.quote,
    facts.source,
    facts.published_on,
    learned.accounts_added,
    facts.accounts,
    facts.origins,
    facts.fact_id,
    facts.evidence_id
from learned
join facts on facts.fact_id = learned.fact_id
where $kind is null
   or facts.kind = $kind
order by learned.recorded_on desc, facts.kind, facts.published_on, facts.fact_id
