-- title: Who asks whom, how often, for what
-- question: Which states ask which others for arms, and what becomes of it?
-- param requester: actor? =           Only requests by this state or organisation
-- chart: network source=requester target=addressee weight=requests
-- expect: rows >= 1; columns requester, addressee, requests
select
    requests.requester,
    requests.addressee,
    count(*) as requests,
    count(*) filter (where requests.outcome = 'granted') as granted,
    count(*) filter (where requests.outcome = 'refused') as refused,
    count(*) filter (where requests.conditions > 0) as conditional,
    array_agg(distinct requests.action order by requests.action) as actions,
    min(requests.published_on) as first_told,
    max(requests.published_on) as last_told
from requests
where $requester is null or requests.requester_id = $requester
group by requests.requester, requests.addressee
order by requests desc, requests.requester, requests.addressee
