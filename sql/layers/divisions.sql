-- The divisions as they are now: districts from the start, towns and villages as there is room.
drop view if exists layer_divisions;
create view layer_divisions with (security_invoker = true) as
select code, level, kind, name, parent, area_m2, valid_from, version, geom,
  (case level when 'city' then 6 when 'district' then 6 when 'town' then 10 else 12 end)::smallint as min_zoom,
  (case level when 'city' then 14 when 'district' then 13 when 'town' then 11 else 6 end)::real as weight
from divisions
where valid_to is null;
