-- Whether two shapes are one: the same places in the same order, to a fifth of a millimetre, which is finer than any survey and
-- coarser than the way through a projection and back. Which way a ring turns, and whether one part is called many, says nothing.
create or replace function same_shape(a geometry, b geometry) returns boolean
language sql immutable parallel safe as $$
  select a = b or st_npoints(a) = st_npoints(b) and not exists (
    select
    from st_dumppoints(st_multi(st_forcepolygonccw(a))) p
    full join st_dumppoints(st_multi(st_forcepolygonccw(b))) q using (path)
    where p.geom is null or q.geom is null or st_distance(p.geom, q.geom) > 2e-9)
$$;
