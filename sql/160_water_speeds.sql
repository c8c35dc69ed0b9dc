-- How fast water goes, for travel times (schema in domain/network/speeds.ts): the first row of a reach's flow mode with the
-- greatest width that is not above its own. Our proposal: orders of magnitude for a flat city by the sea, to be replaced by gauged ones.
insert into rule_sets (code, kind, title, title_en, effective_from, source, proposal, body) values
  ('WATER-SPEEDS-1', 'water_speeds', '水流速度（按流态与宽度）', 'Speeds of water by flow mode and width', '2017-01-01', '本系统建议值，待实测校核 (our proposal, to be checked against gauging)', true,
  '{
    "rows": [
      { "flowMode": "one_way", "widthFromM": 0, "speedMs": 0.20 }, { "flowMode": "one_way", "widthFromM": 5, "speedMs": 0.30 },
      { "flowMode": "one_way", "widthFromM": 20, "speedMs": 0.40 }, { "flowMode": "one_way", "widthFromM": 80, "speedMs": 0.50 },
      { "flowMode": "gated", "widthFromM": 0, "speedMs": 0.10 }, { "flowMode": "gated", "widthFromM": 5, "speedMs": 0.15 }, { "flowMode": "gated", "widthFromM": 20, "speedMs": 0.20 },
      { "flowMode": "pumped", "widthFromM": 0, "speedMs": 0.10 },
      { "flowMode": "tidal", "widthFromM": 0, "speedMs": 0.15 }, { "flowMode": "tidal", "widthFromM": 10, "speedMs": 0.30 }, { "flowMode": "tidal", "widthFromM": 60, "speedMs": 0.50 }
    ]
  }');
