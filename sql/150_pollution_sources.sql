-- 污染源摸查销号 (总河长令第3号, F42): what was found within a grid, what it drains to, and how far it is from being struck off.
create table pollution_sources (
  code          text primary key,
  name          text not null,
  kind          text not null check (kind in ('水体', '散乱污', '临河违建', '畜禽养殖', '排水口', '垃圾黑点')),
  "grid"        text references grids deferrable initially deferred,
  unit          text references drainage_units deferrable initially deferred,
  water         text references waters deferrable initially deferred,
  measure_m     double precision check (measure_m >= 0),
  bank          text check (bank in ('left', 'right', 'both')),
  division      text references divisions deferrable initially deferred,
  found_on      date,
  state         text check (state in ('待审核', '待整治', '整治中', '待核销', '已销号')),
  closed_on     date,
  rebound_count integer not null default 0 check (rebound_count >= 0),
  source        text,
  valid_from    date not null default '2019-01-01',
  valid_to      date,
  version       integer not null default 1,
  geom          geometry(Point, 4490) not null
);
create index pollution_sources_geom on pollution_sources using gist (geom);
create index pollution_sources_water on pollution_sources (water, measure_m);
create index pollution_sources_unit on pollution_sources (unit);

do $$
begin
  create table shapes_pollution_sources partition of shapes for values in ('pollution_sources') partition by list (band);
  for band in 0..3 loop
    execute format('create table shapes_pollution_sources_%s partition of shapes_pollution_sources for values in (%s)', band, band);
    execute format('create index on shapes_pollution_sources_%s using gist (geom)', band);
    execute format('create index on shapes_pollution_sources_%s (code)', band);
  end loop;
  insert into layer_versions (layer) values ('pollution_sources');
end $$;
