-- title: How states answer
-- question: How often does each state say yes, no or not yet when it is asked over arms?
-- param asker: actor? =               Only answers to this state or organisation
-- chart: bars x=responder y=granted,refused,put_off
-- expect: rows >= 5; columns responder, answers, granted, refused, put_off, refused_percent
select
    coalesce(responses.responder, 'not told') as responder,
    count(*) as answers,
    count(*) filter (where responses.decision in ('granted', 'partly_granted')) as granted,
    count(*) filter (where responses.decision = 'refused') as refused,
    count(*) filter (where responses.decision in ('deferred', 'no_reply')) as put_off,
    round(count(*) filter (where responses.decision = 'refused') * 100.0 / count(*)) as refused_percent,
    array_agg(distinct responses.asker order by responses.asker)
        filter (where responses.asker is not null) as askers
from responses
where $asker is null
   or responses.asker_id = $asker
group by coalesce(responses.responder, 'not told')
order by answers desc, responder
