-- How much may be asked of the register at once. Ours: a city that wants others adds a row with
-- a later effective_from.
insert into rule_sets (code, kind, title, title_en, effective_from, source, proposal, body) values
-- A whole city's register is a file of 20 MB.
('file-reading-2026', 'file_reading', '导入文件的读取限度', 'Limits on reading a file that is brought in', '2026-01-01',
 '本系统建议值：全市名录约 20 MB，留十倍余量；暂无国家或行业规定', true,
 '{"megabytes": 200, "hours": 24, "waiting": 5, "seconds": 900, "silentSeconds": 30, "heapMegabytes": 1024, "residentMegabytes": 2048}'),
-- A corner is some 40 characters of a request. `offices` are those who keep the register for a division; `others` patrol it,
-- enter ponds and correct the water they answer for.
('shape-limits-2026', 'shape_limits', '一次改动中图形的限度', 'Limits on shapes in one change', '2026-01-01',
 '本系统建议值：20,000 个顶点的面约 1 MB，足够巡河人员勾绘小微水体；暂无国家或行业规定', true,
 '{"offices": {"corners": 500000, "megabytes": 30}, "others": {"corners": 20000, "megabytes": 2}}');
