-- title: Requests granted after a sanction
-- question: Who got what it asked for from a state that had sanctioned it before, and how long after?
-- param asker: actor? =               Only what this state or organisation asked for
-- param over_years: number = 10       Only sanctions at most so many years before
-- chart: timeline x=granted_on y=asker colour=granted_by label=action,weapons
-- evidence: evidence_id
-- expect: rows >= 1; columns asker, granted_by, sanctioned_on, granted_on, days_between, quote
-- note: Days are those of the events where the texts tell them, else of publication. A row is a grant with
-- note: the last sanction before it; `sanctions_before` says how many there were within those years. A sanction that
-- note: was lifted counts by the day on which it was imposed; one of which only the end is told is not here.
with granted as (
    select
        responses.asker_id,
        responses.asker,
        responses.responder_id as granted_by_id,
        responses.responder as granted_by,
        responses.action,
        coalesce(responses.earliest, responses.published_on) as granted_on,
        responses.response_id as fact_id,
        responses.evidence_id
    from responses
    where responses.decision in ('granted', 'partly_granted')
    union all
    select
        requests.requester_id,
        requests.requester,
        requests.addressee_id,
        requests.addressee,
        requests.action,
        coalesce(requests.latest, requests.published_on),
        requests.request_id,
        requests.evidence_id
    from requests
    where requests.outcome in ('granted', 'partly_granted')
      -- where the answer is told on its own, it stands above
      and not exists (
          select 1
          from responses
          where responses.request_id = requests.request_id
            and responses.decision in ('granted', 'partly_granted')
      )
),
sanctioned as (
    select
        sanctions.sanction_id,
        sanctions.imposer_id,
        sanctions.target_id,
        coalesce(histories.earliest, histories.first_told_on) as sanctioned_on,
        histories.evidence_id
    from sanctions
    -- lifted since or not: the day counts on which it was imposed
    join histories
        on histories.fact_id = sanctions.sanction_id
       and histories.field = 'stage'
       and histories.value = 'imposed'
),
pairs as (
    select
        granted.fact_id,
        sanctioned.sanction_id,
        count(*) over (partition by granted.fact_id) as sanctions_before,
        row_number() over (
            partition by granted.fact_id
            order by sanctioned.sanctioned_on desc, sanctioned.sanction_id
        ) as place
    from granted
    join sanctioned
        on sanctioned.target_id = granted.asker_id
       and sanctioned.imposer_id = granted.granted_by_id
    where sanctioned.sanctioned_on < granted.granted_on
      and date_diff('day', sanctioned.sanctioned_on, granted.granted_on) <= 365.25 * $over_years
      and ($asker is null or granted.asker_id = $asker)
)
select
    granted.asker,
    granted.granted_by,
    sanctions.measure,
    sanctions.weapons as over_weapons,
    sanctioned.sanctioned_on,
    granted.granted_on,
    date_diff('day', sanctioned.sanctioned_on, granted.granted_on) as days_between,
    pairs.sanctions_before,
    granted.action,
    facts.weapons,
    facts.quote,
    quotes.quote as sanction_quote,
    granted.evidence_id
from pairs
join granted on granted.fact_id = pairs.fact_id
join sanctioned on sanctioned.sanction_id = pairs.sanction_id
join facts on facts.fact_id = pairs.fact_id
join sanctions on sanctions.sanction_id = pairs.sanction_id
join quotes on quotes.evidence_id = sanctioned.evidence_id
where pairs.place = 1
order by granted.granted_on, granted.asker, sanctioned.sanctioned_on, granted.fact_id, sanctioned.sanction_id
