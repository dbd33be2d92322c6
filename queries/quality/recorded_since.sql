-- title: What changed since the last snapshot
-- question: Which facts are new, told anew or reviewed since the snapshot before this one, or since a day?
-- param since: date? =                The day; without it, since the snapshot before was read off the record
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- chart: bars x=kind y=accounts colour=change
-- evidence: evidence_id
-- expect: rows >= 1; columns recorded_on, change, kind, quote, source
-- note: Counts when it was recorded, not when it happened. A fact is told anew if a report joins those that told it
-- note: before. In a first snapshot, and in one as of a day, where there is none before, since the newest day on which
-- note: anything was recorded.
with changed as (
    select
        account.fact_id,
        fact.recorded_at as changed_at,
        1 as told
    from account
    join fact on fact.id = account.account_id
    union all
    select
        account.fact_id,
        review.decided_at,
        0
    from review
    join account on account.account_id = review.fact_id
),
learned as (
    select
        changed.fact_id,
        max(cast(changed.changed_at as date)) as recorded_on,
        cast(sum(changed.told) as bigint) as accounts_added
    from changed
    where ($since is not null and cast(changed.changed_at as date) >= $since)
       or ($since is null and changed.changed_at >= (
           select max(previous_snapshot.read_at)
           from previous_snapshot
       ))
       or ($since is null
           and not exists (select 1 from previous_snapshot)
           and cast(changed.changed_at as date) >= (
               select max(cast(newest.recorded_at as date))
               from fact as newest
           ))
    group by changed.fact_id
)
select
    learned.recorded_on,
    case
        when learned.accounts_added = 0 then 'reviewed'
        when learned.accounts_added = facts.accounts then 'new'
        else 'told anew'
    end as change,
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
order by learned.recorded_on desc, change, facts.kind, facts.published_on, facts.fact_id
