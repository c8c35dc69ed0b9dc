-- A register drawn by hand, that a reader keeps in mind: one city of two districts, one river of three reaches, ten people.
--
--   113.0              113.5              114.0
--     ┌── 449003 西区 ──┬── 449005 东区 ──┐ 23.6
--     │    R-01 ──► R-02┼──► R-03         │ 23.5   甲河 (R), one way, 15.3 km, three equal reaches
--     └─────────────────┴─────────────────┘ 23.4   outfall O-1 on R-01, O-3 on R-03; gate G-2 on R-02
--
-- Of 西区 one town and one village; everybody's account is A-<person>, its login <person>, without a password.
insert into divisions (code, parent, name, level, geom) values
  ('449000', null, '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23.4,114 23.4,114 23.6,113 23.6,113 23.4)))'),
  ('449003', '449000', '西区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23.4,113.5 23.4,113.5 23.6,113 23.6,113 23.4)))'),
  ('449005', '449000', '东区', 'district', 'SRID=4490;MULTIPOLYGON(((113.5 23.4,114 23.4,114 23.6,113.5 23.6,113.5 23.4)))'),
  ('449003104', '449003', '西岸镇', 'town', 'SRID=4490;MULTIPOLYGON(((113.4 23.45,113.5 23.45,113.5 23.55,113.4 23.55,113.4 23.45)))'),
  ('449003104201', '449003104', '甲河村', 'village', 'SRID=4490;MULTIPOLYGON(((113.4 23.49,113.5 23.49,113.5 23.51,113.4 23.51,113.4 23.49)))');

insert into waters (code, kind, name, division, length_m, geom)
  select 'R', 'river', '甲河', '449000', st_length(st_transform(line, 4547)), line
  from (select 'SRID=4490;LINESTRING(113.4 23.5, 113.45 23.5, 113.5 23.5, 113.55 23.5)'::geometry as line) drawn;
insert into waters (code, kind, name, division, river, river_from_m, river_to_m, length_m, width_m, flow_mode, geom)
  select code, 'reach', name, division, 'R', sum(long) over along - long, sum(long) over along, long, 20, 'one_way', line
  from (
    select code, name, division, st_length(st_transform(st_makeline(st_point(lon, 23.5, 4490), st_point(lon + 0.05, 23.5, 4490)), 4547)) as long,
      st_makeline(st_point(lon, 23.5, 4490), st_point(lon + 0.05, 23.5, 4490)) as line
    from (values ('R-01', '甲河第1段', '449003104201', 113.4), ('R-02', '甲河第2段', '449003104201', 113.45), ('R-03', '甲河第3段', '449005', 113.5)) v (code, name, division, lon)
  ) reaches
  window along as (order by code);
insert into links (upstream, upstream_m, downstream, downstream_m)
  select one.code, one.length_m, other.code, 0 from waters one join waters other on (one.code, other.code) in (('R-01', 'R-02'), ('R-02', 'R-03'));
insert into outfalls (code, name, class1, water, measure_m, bank, division, geom) values
  ('O-1', '一号排口', '农业排口', 'R-01', 1021, 'left', '449003104201', 'SRID=4490;POINT(113.41 23.5001)'),
  ('O-3', '三号排口', '农业排口', 'R-03', 1021, 'right', '449005', 'SRID=4490;POINT(113.51 23.4999)');
insert into gates (code, name, kind, water, measure_m, division, geom) values
  ('G-2', '二号水闸', '水闸', 'R-02', 2553, '449003104201', 'SRID=4490;POINT(113.475 23.5)');

insert into people (code, name, role, division) values
  ('admin', '市管理员', 'staff', '449000'), ('city', '市办', 'staff', '449000'), ('planner', '规划员', 'staff', '449000'),
  ('west', '西办', 'staff', '449003'), ('east', '东办', 'staff', '449005'), ('town', '镇办', 'staff', '449003104'),
  ('works', '西区水务', 'staff', '449003'), ('chief', '王河长', 'chief', '449003'), ('helper', '李助理', 'staff', '449003'),
  ('delegate', '周代表', 'delegate', '449003');
insert into posts (code, person, role, division, valid_from) values
  ('1', 'admin', 'administrator', '449000', '2020-01-01'), ('2', 'city', 'office', '449000', '2020-01-01'),
  ('3', 'planner', 'planner', '449000', '2020-01-01'), ('4', 'west', 'office', '449003', '2020-01-01'),
  ('5', 'east', 'office', '449005', '2020-01-01'), ('6', 'town', 'office', '449003104', '2020-01-01'),
  ('7', 'works', 'department', '449003', '2020-01-01'), ('8', 'chief', 'chief', '449003', '2020-01-01'),
  ('9', 'delegate', 'delegate', '449003', '2020-01-01');
insert into assistants (person, chief, valid_from) values ('helper', 'chief', '2024-01-01');
insert into tenures (code, person, level, water, valid_from) values ('T-1', 'chief', 'district', 'R', '2021-01-01');
insert into accounts (code, person, login) select 'A-' || code, code, code from people;
