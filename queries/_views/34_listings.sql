create view listings as
select
    listing.id as listing_id,
    source.name as source,
    listing.entry,
    actor.name,
    actor.kind,
    same.canonical as actor,
    principal.stands_for as principal,
    listing.programme,
    sanctions_programme.name as programme_name,
    legal_instrument.name as instrument,
    sanctions_programme.measure,
    coalesce(sanctions_programme.over_arms, false) as over_arms,
    listing.listed_on,
    (select max(dataset_release.released_on) from dataset_release
     where dataset_release.source_id = listing.source_id
       and dataset_release.released_on < listing.first_seen) as not_yet_on,
    listing.first_seen,
    (select max(dataset_release.released_on) from dataset_release
     where dataset_release.source_id = listing.source_id
       and (listing.gone_by is null or dataset_release.released_on < listing.gone_by)) as last_seen,
    listing.gone_by,
    dataset_record.id as record_id,
    dataset_record.says,
    same.canonical_id as actor_id,
    actor.id as listed_id,
    principal.stands_for_id as principal_id,
    listing.source_id
from listing
join source on source.id = listing.source_id
join actor on actor.id = listing.actor_id
join actor_canonical as same on same.actor_id = actor.id
-- the list's own word on its state first; of an entry without one, what is known of whom it was judged to be
left join actor as judged on judged.id = same.canonical_id
left join actor_canonical as principal on principal.actor_id = coalesce(actor.principal_id, judged.principal_id)
left join sanctions_programme on sanctions_programme.id = listing.programme_id
left join legal_instrument on legal_instrument.id = sanctions_programme.instrument_id
left join dataset_record
    on dataset_record.source_id = listing.source_id
   and dataset_record.key = listing.entry
   and dataset_record.first_seen <= listing.first_seen
   and (dataset_record.gone_by is null or dataset_record.gone_by > listing.first_seen);

comment on view listings is 'Who stood on which list under which programme: from which release to which';
comment on column listings.name is 'Name on the list';
comment on column listings.actor is 'The actor that it was judged to be, else the name on the list';
comment on column listings.actor_id is 'The actor that it was judged to be, else the entry''s own';
comment on column listings.listed_id is 'The entry''s own actor';
comment on column listings.programme is 'Tag of the programme as the list writes it';
comment on column listings.programme_name is 'What the programme is called; empty: it is not described';
comment on column listings.instrument is 'Law or decision that the programme rests on: its name; empty: the programme is not described';
comment on column listings.over_arms is 'Whether the programme is over arms or by means of arms';
comment on column listings.listed_on is 'Day of listing, where the list itself tells it; empty: it does not';
comment on column listings.not_yet_on is 'Last release on record without it: it was listed after; empty: the first release on record has it';
comment on column listings.last_seen is 'Last release on record that has it';
comment on column listings.principal_id is 'State or organisation that it acts for: its id; empty: none is known';
comment on column listings.source_id is 'Data set that the list is: its id';
