-- title: How strongly states ask
-- question: Who asks, who urges and who demands, and how often does each get a yes?
-- param addressee: actor? =           Only requests to this state or organisation
-- chart: bars x=requester y=requests colour=force
-- expect: rows >= 10; columns requester, force, requests, granted, refused
select
    coalesce(requests.requester, 'not told') as requester,
    requests.force,
    count(*) as requests,
    count(*) filter (where requests.outcome in ('granted', 'partly_granted')) as granted,
    count(*) filter (where requests.outcome = 'refused') as refused,
    count(*) filter (where requests.outcome in ('pending', 'unknown')) as open
from requests
where $addressee is null
   or requests.addressee_id = $addressee
group by coalesce(requests.requester, 'not told'), requests.force
order by requests desc, requester, requests.force
