insert into load_run by name
select
    'run-' || i as id, case when i = 0 then 'articles' when i % 3 = 0 then 'sipri' when i % 3 = 1 then 'ofac' else 'articles' end as loader,
    'synthetic/' || i as source, case when i % 17 = 16 then 'failed' else 'succeeded' end as status,
    moment_of(i) as started_at, moment_of(i + 60) as finished_at, 1000 as read, 900 as inserted, 50 as updated,
    40 as unchanged, 10 as rejected, 500 as facts, 'synthetic' as code_version, 0 as closed
from (select range as i from range(1, 100));
insert into load_run by name
select 'run-synthetic' as id, 'articles' as loader, 'synthetic' as source, 'succeeded' as status, moment_of(0) as started_at,
    moment_of(9) as finished_at, 0 as read, 0 as inserted, 0 as updated, 0 as unchanged, 0 as rejected, 0 as facts,
    'synthetic' as code_version, 0 as closed;
insert into rejected_record by name
select 'run-' || (1 + i % 99) as run_id, 'file.jsonl:' || i as locator, 'no text: give the field text' as reason, 80 as raw_size, moment_of(i) as rejected_at
from (select range as i from range(990));

insert into source by name
select
    'outlet-' || i as id, 'Outlet ' || i as name, case when i % 9 = 0 then 'agency' else 'outlet' end as kind,
    one_of(['B', 'C', 'A', 'D', 'F', 'E'], i, 'grade') as reliability
from (select range as i from range(400));
insert into source by name
select 'sipri-trade-register' as id, 'SIPRI Arms Transfers Database, trade register' as name, 'dataset' as kind, 'A' as reliability
union all
select 'ofac-sdn', 'OFAC, Specially Designated Nationals', 'dataset', 'A';

create temp table release (n integer, source_id varchar, released_on date);
insert into release
select i, 'ofac-sdn', date '2021-08-18' + (i * 330)::integer from (select range as i from range(4))
union all
select i, 'sipri-trade-register', date '2023-03-13' + (i * 365)::integer from (select range as i from range(3));
