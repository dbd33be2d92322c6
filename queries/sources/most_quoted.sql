-- title: Who is quoted most
-- question: Which speakers stand behind the most facts, and where are they quoted?
-- param says: text? =                 Only speakers whose words in the text hold these
-- chart: bars x=speaker y=pieces
-- expect: rows >= 10; columns speaker, pieces, facts, sources
-- note: A speaker whom the lists know goes by that name, others by the words of the text, so one person may come twice.
select
    coalesce(actor_canonical.canonical, quotes.speaker) as speaker,
    count(*) as pieces,
    count(distinct quotes.fact_id) as facts,
    count(*) filter (where quotes.attribution = 'anonymous') as anonymous,
    count(*) filter (where quotes.stance = 'contradicts') as contradicting,
    array_agg(distinct quotes.kind order by quotes.kind) as kinds,
    array_agg(distinct quotes.source order by quotes.source) as sources,
    min(quotes.published_on) as first_quoted,
    max(quotes.published_on) as last_quoted
from quotes
join evidence on evidence.id = quotes.evidence_id
left join actor_canonical on actor_canonical.actor_id = evidence.speaker_id
where quotes.speaker is not null
  -- a pronoun names nobody
  and lower(quotes.speaker) not in ('he', 'she', 'it', 'they', 'i', 'we', 'who')
  and ($says is null or position(lower($says) in lower(quotes.speaker)) > 0)
group by coalesce(actor_canonical.canonical, quotes.speaker)
order by pieces desc, speaker
