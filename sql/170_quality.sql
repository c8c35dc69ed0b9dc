-- How water is graded, as dated data (schemas in domain/quality/standard.ts). Limits in mg/L, classes Ⅰ to Ⅴ; rows of the
-- published table that nobody has compared with its text yet carry "checked": false, and the screen says so.
insert into rule_sets (code, kind, title, title_en, effective_from, source, body) values
  ('GB3838-2002', 'quality_standard', '地表水环境质量标准 GB 3838-2002', 'Environmental quality standards for surface water GB 3838-2002', '2002-06-01',
  'GB 3838-2002 表 1，单因子评价按环办〔2011〕22号。溶解氧至总氮各行据公开文本；pH 与铜以下各行 [K] 未核实，启用前请对照原文。',
  '{
    "items": [
      { "item": "pH", "direction": "range", "limits": [[6, 9], [6, 9], [6, 9], [6, 9], [6, 9]], "checked": false },
      { "item": "DO", "direction": "least", "limits": [7.5, 6, 5, 3, 2], "saturation": {"share": 0.9, "numerator": 468, "offset": 31.6, "source": "HJ 2.3-2018：饱和溶解氧 = 468 / (31.6 + 水温)，未计盐度 [K] 未核实"} },
      { "item": "CODMn", "direction": "most", "limits": [2, 4, 6, 10, 15] },
      { "item": "COD", "direction": "most", "limits": [15, 15, 20, 30, 40] },
      { "item": "BOD5", "direction": "most", "limits": [3, 3, 4, 6, 10] },
      { "item": "NH3N", "direction": "most", "limits": [0.15, 0.5, 1.0, 1.5, 2.0] },
      { "item": "TP", "direction": "most", "limits": [0.02, 0.1, 0.2, 0.3, 0.4], "water": "river" },
      { "item": "TP", "direction": "most", "limits": [0.01, 0.025, 0.05, 0.1, 0.2], "water": "lake" },
      { "item": "TN", "direction": "most", "limits": [0.2, 0.5, 1.0, 1.5, 2.0], "water": "lake", "counts": false },
      { "item": "Cu", "direction": "most", "limits": [0.01, 1, 1, 1, 1], "checked": false },
      { "item": "Zn", "direction": "most", "limits": [0.05, 1, 1, 2, 2], "checked": false },
      { "item": "F", "direction": "most", "limits": [1, 1, 1, 1.5, 1.5], "checked": false },
      { "item": "Se", "direction": "most", "limits": [0.01, 0.01, 0.01, 0.02, 0.02], "checked": false },
      { "item": "As", "direction": "most", "limits": [0.05, 0.05, 0.05, 0.1, 0.1], "checked": false },
      { "item": "Hg", "direction": "most", "limits": [0.00005, 0.00005, 0.00010, 0.001, 0.001], "checked": false },
      { "item": "Cd", "direction": "most", "limits": [0.001, 0.005, 0.005, 0.005, 0.01], "checked": false },
      { "item": "Cr6", "direction": "most", "limits": [0.01, 0.05, 0.05, 0.05, 0.1], "checked": false },
      { "item": "Pb", "direction": "most", "limits": [0.01, 0.01, 0.05, 0.05, 0.1], "checked": false },
      { "item": "CN", "direction": "most", "limits": [0.005, 0.05, 0.2, 0.2, 0.2], "checked": false },
      { "item": "phenol", "direction": "most", "limits": [0.002, 0.002, 0.005, 0.01, 0.1], "checked": false },
      { "item": "oil", "direction": "most", "limits": [0.05, 0.05, 0.05, 0.5, 1.0], "checked": false },
      { "item": "LAS", "direction": "most", "limits": [0.2, 0.2, 0.2, 0.3, 0.3], "checked": false },
      { "item": "sulfide", "direction": "most", "limits": [0.05, 0.1, 0.2, 0.5, 1.0], "checked": false },
      { "item": "coliform", "direction": "most", "limits": [200, 2000, 10000, 20000, 40000], "counts": false, "checked": false }
    ],
    "assessment": {
      "source": "《地表水环境质量评价办法（试行）》环办〔2011〕22号；水温、总氮、粪大肠菌群不参与类别评价，主要污染指标取三项 [K] 未核实",
      "mainBeyond": "Ⅲ", "mainItems": 3, "sectionsForShares": 5,
      "shares": { "excellent": 0.9, "good": 0.75, "moderate": 0.2, "heavy": 0.4 }
    },
    "index": { "reference": "Ⅲ", "neutral": 7, "source": "《城市地表水环境质量排名技术规定（试行）》2017 [K] 未核实" }
  }'),
  ('black-odour-2015', 'black_odour', '城市黑臭水体分级（2015 工作指南）', 'Grades of black and malodorous urban water (guide of 2015)', '2015-08-28',
  '《城市黑臭水体整治工作指南》2015，分级表据公开文本；水深不足 25 cm 时透明度按水深的 40% 取值。生效日期 [K] 未核实。',
  '{
    "items": [
      { "item": "transparency", "direction": "least", "mild": 25, "severe": 10 },
      { "item": "DO", "direction": "least", "mild": 2.0, "severe": 0.2 },
      { "item": "ORP", "direction": "least", "mild": 50, "severe": -200 },
      { "item": "NH3N", "direction": "most", "mild": 8.0, "severe": 15 }
    ],
    "shallow": { "belowCm": 25, "share": 0.4 }
  }');
