-- title: Releases of data sets
-- question: Which releases of registers and lists are on record, and how much changed from one to the next?
-- param data_set: text? =             Only data sets whose name holds these words
-- chart: lines x=released_on y=records colour=source
-- expect: rows >= 2; columns source, released_on, records, new_or_changed, gone_or_changed
-- note: A record that changed counts both as new and as gone. The first release on record has everything as new.
with arrived as (
    select
        dataset_record.source_id,
        dataset_record.first_seen as day,
        count(*) as records
    from dataset_record
    group by dataset_record.source_id, dataset_record.first_seen
),
departed as (
    select
        dataset_record.source_id,
        dataset_record.gone_by as day,
        count(*) as records
    from dataset_record
    where dataset_record.gone_by is not null
    group by dataset_record.source_id, dataset_record.gone_by
)
select
    source.name as source,
    dataset_release.released_on,
    dataset_release.records,
    coalesce(arrived.records, 0) as new_or_changed,
    coalesce(departed.records, 0) as gone_or_changed,
    date_diff(
        'day',
        lag(dataset_release.released_on) over (
            partition by dataset_release.source_id
            order by dataset_release.released_on
        ),
        dataset_release.released_on
    ) as days_since_last
from dataset_release
join source on source.id = dataset_release.source_id
left join arrived
    on arrived.source_id = dataset_release.source_id
   and arrived.day = dataset_release.released_on
left join departed
    on departed.source_id = dataset_release.source_id
   and departed.day = dataset_release.released_on
where $data_set is null
   or position(lower($data_set) in lower(source.name)) > 0
order by source.name, dataset_release.released_on
