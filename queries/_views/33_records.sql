create view records as
select
    dataset_record.id as record_id,
    source.name as source,
    dataset_record.source_id,
    dataset_record.key,
    dataset_record.says,
    dataset_record.raw,
    dataset_record.first_seen,
    dataset_record.gone_by,
    dataset_record.locator
from dataset_record
join source on source.id = dataset_record.source_id;

comment on view records is 'Rows of public data sets as released, each from the first release that has it so to the first that has not';
comment on column records.source_id is 'Data set: its id';
