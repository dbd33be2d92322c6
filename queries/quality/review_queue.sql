-- title: Sentences that may tell a fact
-- question: Which sentences should a person look at, because the coder finds a fact there too unsurely to code it?
-- param kind: choice(request|condition|response|sanction|transfer)? =  Only this kind of fact
-- param at_least: number = 0.15          Only sentences at least so likely to tell one
-- expect: columns lead_id, kind, likelihood, sentence
select
    leads.lead_id,
    leads.kind,
    leads.likelihood,
    leads.reason,
    leads.sentence,
    leads.source,
    leads.published_on,
    leads.article_id
from leads
where leads.state = 'open'
  and ($kind is null or leads.kind = $kind)
  and leads.likelihood >= $at_least
order by leads.likelihood desc, leads.article_id, leads.start_char
