-- Sources of pollution that somebody found, as they are now.
drop view if exists layer_pollution_sources;
create view layer_pollution_sources with (security_invoker = true) as
select code, name, kind, "grid", unit, water, measure_m, bank, division, found_on, state, closed_on, rebound_count, source, valid_from,
  version, geom, staff_only,
  (case when state is distinct from '已销号' then 12 else 13 end)::smallint as min_zoom,
  4::real as weight,
  kind || coalesce(' · ' || state, '') as note
from pollution_sources
where valid_to is null;
