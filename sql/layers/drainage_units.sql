-- The drainage units as they are now; what is staff_only only for those within.
drop view if exists layer_drainage_units;
create view layer_drainage_units with (security_invoker = true) as
select code, name, kind, address, division, outfall, water, area_m2, separated, compliant, compliant_on, connection_wells, inspection_wells,
  source, valid_from, version, geom,
  staff_only,
  (case when area_m2 >= 2e5 then 12 else 13 end)::smallint as min_zoom,
  3::real as weight
from drainage_units
where valid_to is null;
