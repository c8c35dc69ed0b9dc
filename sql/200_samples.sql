-- Below which concentration the usual methods find nothing: what a sheet means that says 未检出 without a limit. Of each item the
-- method most laboratories of the trade use.
insert into rule_sets (code, kind, title, title_en, effective_from, source, proposal, body) values
('detection-limits-2026', 'detection_limits', '常用分析方法的检出限', 'Detection limits of the usual methods', '2000-01-01',
 '本系统整理：HJ 535-2009（氨氮）、GB 11893-89（总磷）、HJ 636-2012（总氮）、GB 11892-89（高锰酸盐指数）、HJ 828-2017（化学需氧量）、HJ 505-2009（BOD5）、GB 7494-87（LAS）、HJ 970-2018（石油类）、HJ 503-2009（挥发酚）、HJ 484-2009（氰化物）、GB 7467-87（六价铬）、HJ 1226-2021（硫化物）、HJ 694-2014（硒砷汞）、HJ 700-2014 等（铜锌铅镉）、HJ 347.2-2018（粪大肠菌群）；[K] 未与标准原文逐条核对，以实验室报告的检出限为准',
 true,
 '{"NH3N": 0.025, "TP": 0.01, "TN": 0.05, "CODMn": 0.5, "COD": 4, "BOD5": 0.5, "Cu": 0.001, "Zn": 0.004, "F": 0.05, "Se": 0.0004, "As": 0.0003, "Hg": 0.00004, "Cd": 0.0001, "Cr6": 0.004, "Pb": 0.001, "CN": 0.004, "phenol": 0.0003, "oil": 0.01, "LAS": 0.05, "sulfide": 0.01, "coliform": 20}');
