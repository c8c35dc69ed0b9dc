-- The drainage households as they are now. Who owns them is never in a tile.
drop view if exists layer_drainage_households;
create view layer_drainage_households as
select code, name, class, subclass, flat_class, licence_no, licensed_to, unit, division, address, source, valid_from, version, geom,
  (case when class = '有毒有害排污类' then 14 else 15 end)::smallint as min_zoom
from drainage_households
where valid_to is null;
