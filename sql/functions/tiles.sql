-- One layer of a tile, encoded: tile_rivers(z, x, y) and so on, a function a layer; for those within, or for everybody. In a function each
-- connection plans a band's statement once for good; planning the layers of a tile anew took 0.6 of its 1.1 ms at zoom 15. Shapes that
-- collapse within the tile have no geometry, and ST_AsMVT leaves such rows out. A river whose banks lie beyond the margin wets tiles its
-- centre line does not touch, and cut at the margin it would end in a straight edge: such lines go whole into every tile they wet
-- (server/tiles/queries.ts says the same for the other engine).
do $$
declare
  layer text;
  of_geometry text;
  bands text;
  broad text;
  near text;
begin
  for layer, of_geometry in select l.id, l.geometry from layers l loop
    if of_geometry = 'line' then
      broad := 'coalesce((s.props ->> ''width_m'')::float8 > broad_m, false)';
      near := format('s.geom && wide and case when %s then st_intersects(s.geom, wide) else s.geom && around end', broad);
    else
      broad := 'false';
      near := 's.geom && around';
    end if;
    select string_agg(format($band$
      when %2$s then return (
        select coalesce(st_asmvt(t, %1$L, extent, 'geom'), '')
        from (
          select s.code, s.props, st_asmvtgeom(s.geom, square, extent, margin, not %3$s) as geom
          from shapes_%1$s_%2$s s
          where s.min_zoom <= z and (staff or not s.staff_only) and %4$s
        ) t);$band$, layer, band, broad, near), '') into bands
    from generate_series(0, 3) band;
    execute format($function$
      drop function if exists tile_%1$s(integer, integer, integer, integer, integer);
      create or replace function tile_%1$s(z integer, x integer, y integer, extent integer default 4096, margin integer default 64, staff boolean default true)
      returns bytea language plpgsql stable parallel safe as $body$
      declare
        square constant geometry := st_tileenvelope(z, x, y);
        around constant geometry := st_tileenvelope(z, x, y, margin => margin::float8 / extent);
        wide constant geometry := st_tileenvelope(z, x, y, margin => 16 * margin::float8 / extent);
        -- web mercator stretches the ground by 1.09 at the city's latitude
        broad_m constant float8 := 2 * margin / 1.09 * 40075016.6855784 / 2 ^ z / extent;
      begin
        case band_of(z) %2$s end case;
      end $body$ $function$, layer, bands);
  end loop;
end $$;
