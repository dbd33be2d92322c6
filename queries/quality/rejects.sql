-- title: Records that could not be taken
-- question: Which records did the loaders reject, from which source, and why?
-- param loader: text? =               Only this loader
-- param reason: text? =               Only rejects whose reason holds these words
-- expect: columns loader, source, locator, reason
select
    load_run.loader,
    load_run.source,
    rejected_record.locator,
    rejected_record.reason,
    rejected_record.raw_size as bytes,
    rejected_record.rejected_at,
    rejected_record.run_id
from rejected_record
join load_run on load_run.id = rejected_record.run_id
where ($loader is null or load_run.loader = lower($loader))
  and ($reason is null or position(lower($reason) in lower(rejected_record.reason)) > 0)
order by rejected_record.rejected_at desc, load_run.loader, rejected_record.run_id, rejected_record.locator
