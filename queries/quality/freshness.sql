-- title: Freshness: what was loaded when
-- question: When did each loader last take something in, how much, and how much was rejected?
-- param loader: text? =               Only this loader
-- chart: bars x=loader y=inserted
-- expect: rows >= 3; columns loader, runs, last_success, read, inserted, rejected, failed
-- note: Times are UTC. For the reasons of rejects see rejects; for how sources stand now `sqn status`.
select
    load_run.loader,
    count(*) as runs,
    count(*) filter (where load_run.status in ('failed', 'crashed')) as failed,
    max(case when load_run.status = 'succeeded' then load_run.finished_at end) as last_success,
    max(load_run.started_at) as last_try,
    cast(sum(load_run.read) as bigint) as read,
    cast(sum(load_run.inserted) as bigint) as inserted,
    cast(sum(load_run.updated) as bigint) as updated,
    cast(sum(load_run.rejected) as bigint) as rejected,
    cast(sum(load_run.facts) as bigint) as facts
from load_run
where $loader is null
   or load_run.loader = lower($loader)
group by load_run.loader
order by last_success desc nulls last, load_run.loader
