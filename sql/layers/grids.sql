-- The grids as they are now.
drop view if exists layer_grids;
create view layer_grids with (security_invoker = true) as
select code, name, division, area_m2, valid_from, version, geom,
  (case when area_m2 >= 3e5 then 12 else 13 end)::smallint as min_zoom,
  1::real as weight
from grids
where valid_to is null;
