-- The drainage households as they are now. Who owns them is never in a tile, and null for those who may not see it.
drop view if exists layer_drainage_households;
create view layer_drainage_households with (security_invoker = true) as
select code, name, class, subclass, flat_class, licence_no, licensed_to, unit, division, address, o.owner, o.phone, source, valid_from,
  version, geom, staff_only,
  (case when class = '有毒有害排污类' then 14 else 15 end)::smallint as min_zoom,
  2::real as weight
from drainage_households h left join household_owners o on o.household = h.code
where valid_to is null;
