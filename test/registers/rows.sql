-- What was done with a register in its time, by the functions and triggers it had then: a small city, who works there, and changes.
insert into city (name, source, extent) values ('榕州市', 'demonstration', 'BOX(113 23,114 24)');
insert into divisions (code, name, level, geom) values
  ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 24,113 23)))'),
  ('449003', '西区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,113.5 23,113.5 24,113 24,113 23)))');
insert into grids (code, name, division, geom) values ('G-1', '一号网格', '449003', 'SRID=4490;MULTIPOLYGON(((113.1 23.1,113.2 23.1,113.2 23.2,113.1 23.1)))');
insert into waters (code, kind, name, division, length_m, geom) values ('R', 'river', '甲河', '449003', 2042, 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5, 113.12 23.5)');
insert into waters (code, kind, name, division, river, river_from_m, river_to_m, length_m, geom) values
  ('R-01', 'reach', '甲河第1段', '449003', 'R', 0, 1021, 1021, 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5)'),
  ('R-02', 'reach', '甲河第2段', '449003', 'R', 1021, 2042, 1021, 'SRID=4490;LINESTRING(113.11 23.5, 113.12 23.5)');
insert into links (upstream, upstream_m, downstream, downstream_m) values ('R-01', 1021, 'R-02', 0);
insert into outfalls (code, name, class1, water, measure_m, bank, division, geom) values ('O-1', '一号排口', '农业排口', 'R-01', 204, 'left', '449003', 'SRID=4490;POINT(113.102 23.5001)');
insert into drainage_units (code, name, kind, division, outfall, geom) values
  ('D-1', '南苑小区', '住宅类', '449003', 'O-1', 'SRID=4490;MULTIPOLYGON(((113.2 23.2,113.201 23.2,113.201 23.201,113.2 23.2)))'),
  ('D-M', '某部营区', '部队类', '449003', null, 'SRID=4490;MULTIPOLYGON(((113.3 23.2,113.301 23.2,113.301 23.201,113.3 23.2)))');
insert into drainage_households (code, name, unit, division, geom) values
  ('S-1', '南苑餐馆', 'D-1', '449003', 'SRID=4490;POINT(113.2005 23.2003)'), ('S-M', '某部营区食堂', 'D-M', '449003', 'SRID=4490;POINT(113.3005 23.2003)');
insert into household_owners values ('S-1', '何老板', '13900000001'), ('S-M', '某部', '13900000002');
insert into treatment_plants (code, name, division, geom) values ('W-1', '一厂', '449003', 'SRID=4490;POINT(113.2 23.3)');
insert into sections (code, name, kind, water, measure_m, division, geom) values ('M-1', '石桥断面', '市控', 'R-02', 500, '449003', 'SRID=4490;POINT(113.115 23.5)');
insert into gates (code, name, kind, water, measure_m, division, geom) values ('Z-1', '石桥闸', '水闸', 'R-02', 900, '449003', 'SRID=4490;POINT(113.119 23.5)');
insert into pollution_sources (code, name, kind, unit, water, division, state, geom) values
  ('Y-1', '养殖场', '畜禽养殖', 'D-1', 'R-01', '449003', '待整治', 'SRID=4490;POINT(113.201 23.2)'), ('Y-2', '作坊', '散乱污', 'D-M', null, '449003', '待审核', 'SRID=4490;POINT(113.301 23.2)');
insert into people (code, name, role, division) values ('P-office', '林', 'staff', '449003'), ('P-chief', '王', 'chief', '449003');
insert into contacts (person, phone) values ('P-chief', '020-12345678');
insert into posts (code, person, role, division, valid_from) values ('1', 'P-office', 'office', '449003', '2020-01-01'), ('2', 'P-chief', 'chief', '449003', '2020-01-01');
insert into accounts (code, person, login, password) values ('A-1', 'P-office', '19900000001', 'scrypt$x'), ('A-2', 'P-chief', '19900000002', 'scrypt$x');
insert into tenures (code, person, level, water, valid_from) values ('T-1', 'P-chief', 'district', 'R', '2020-01-01');
insert into strategies (code, water, starts_on, ends_on, edition) values ('C-1', 'R', '2024-01-01', '2026-12-31', 1);

begin;
select set_config('one_map.person', 'P-office', true), begin_change(gen_random_uuid(), 'edit', '更名');
update outfalls set name = '一号口' where code = 'O-1';
commit;
begin;
select set_config('one_map.person', 'P-office', true), begin_change(gen_random_uuid(), 'edit');
update outfalls set state = '整治中', valid_from = '2024-06-01' where code = 'O-1';
update pollution_sources set state = '整治中', valid_from = '2024-06-01' where code = 'Y-1';
commit;
begin;
select set_config('one_map.person', 'P-office', true), begin_change(gen_random_uuid(), 'edit');
update pollution_sources set state = '待核销', rebound_count = 1, geom = 'SRID=4490;POINT(113.2011 23.2)' where code = 'Y-1';
commit;
begin;
select set_config('one_map.person', 'P-office', true), begin_change(gen_random_uuid(), 'edit');
update pollution_sources set state = '已销号', closed_on = '2025-03-01', valid_from = '2025-03-01' where code = 'Y-1';
update drainage_units set kind = '部队类' where code = 'D-1';
delete from gates where code = 'Z-1';
commit;
begin;
select set_config('one_map.person', 'P-office', true), begin_change(gen_random_uuid(), 'people');
update people set post = '科员' where code = 'P-office';
commit;
