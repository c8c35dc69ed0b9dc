-- Who could have done it: how the likelihood is counted (our own proposal, domain/suspects), and what was found by looking.

-- `kinds`: what a kind of discharge holds (mg/L; coliform /L, turbidity NTU), how much of it a typical one lets go (m3 a
-- day), how often one does so against the rules (odds), what dry and wet weather do to that, and hours of the day it mostly runs.
-- Concentrations: GB 8978-1996, GB 21900-2008, GB 4287-2012, GB 18596-2001, GB 18918-2002 and textbook ranges of raw
-- sewage, rounded; everything else is our judgement.
insert into rule_sets (code, kind, title, title_en, effective_from, source, proposal, body) values ('suspects-1', 'suspects',
  '排污嫌疑排序规则（试行）', 'How suspects are ranked (draft)', '2019-01-01', '本产品建议，浓度参照行业排放标准与教科书取整', true, $rules$
{
  "usualQuantile": 0.4, "horizonHours": 120, "notice": 0.1, "spread": 0.4, "itemCap": 1.5,
  "flowM3sPerKm": 0.012, "loadSpread": 1.2, "loadCap": 4,
  "decayPerDay": { "NH3N": 0.15, "COD": 0.12, "CODMn": 0.1, "BOD5": 0.23, "TP": 0.08, "TN": 0.06, "oil": 0.2, "LAS": 0.2, "phenol": 0.3, "sulfide": 0.5, "CN": 0.3, "coliform": 0.8, "Cu": 0.05, "Zn": 0.05, "Cr6": 0.05, "Pb": 0.05, "Cd": 0.05, "As": 0.05, "turbidity": 0.5 },
  "standsFor": { "DO": ["BOD5", "COD", "CODMn", "NH3N"], "transparency": ["turbidity"], "ORP": ["sulfide", "BOD5", "COD", "CODMn"] },
  "connection": { "now": 1, "over": 0.5 },
  "outsideHours": 0.6,
  "rain": { "hours": 48, "wetMm": 10, "unseparatedWet": 1.8, "unseparatedDry": 0.9 },
  "dryFlow": { "dryYes": 1.8, "dryNo": 0.85, "wetYes": 1.2, "wetNo": 0.95 },
  "licence": { "none": 1.4, "expired": 1.3, "held": 0.85 },
  "unit": { "notCompliant": 1.8, "notSeparated": 1.6, "compliant": 0.8 },
  "found": { "待整治": 1.6, "整治中": 1.3, "已整治": 0.8, "保留": 0.95, "待审核": 1.4, "待核销": 0.9, "已销号": 0.3, "rebound": 1.5 },
  "looked": { "perYear": 0.7, "usualDays": 365, "least": 0.2, "most": 1.8 },
  "others": { "days": 5, "hoursAway": 48, "most": 40, "up": 1.6, "down": -2.6 },
  "looks": {
    "flowing": [0.8, 0.4], "dry": [0.12, 0.6], "smell": [0.6, 0.1], "none": [0.35, 0.8], "high": [0.8, 0.08], "normal": [0.15, 0.85], "notFound": [1, 1]
  },
  "kinds": [
    { "key": "domestic", "zh": "生活污水", "en": "sewage", "holds": { "conductivity": 900, "COD": 260, "CODMn": 80, "BOD5": 130, "NH3N": 28, "TP": 4, "TN": 38, "LAS": 4, "coliform": 5000000 }, "m3Day": 60, "odds": 0.35, "wet": 0.7, "dry": 1 },
    { "key": "catering", "zh": "餐饮废水", "en": "catering", "holds": { "conductivity": 1200, "COD": 700, "CODMn": 180, "BOD5": 350, "NH3N": 18, "TP": 5, "TN": 26, "oil": 100, "LAS": 10 }, "m3Day": 25, "odds": 1.4, "wet": 0.6, "dry": 1, "hours": [10, 22] },
    { "key": "carWash", "zh": "洗车修车", "en": "car wash", "holds": { "conductivity": 700, "COD": 250, "oil": 20, "LAS": 12, "turbidity": 400, "NH3N": 2 }, "m3Day": 15, "odds": 1.2, "wet": 0.6, "dry": 1, "hours": [8, 21] },
    { "key": "silt", "zh": "泥浆", "en": "silt", "holds": { "conductivity": 600, "COD": 90, "turbidity": 3000, "TP": 1, "oil": 1 }, "m3Day": 120, "odds": 6, "wet": 1.6, "dry": 0.9 },
    { "key": "livestock", "zh": "养殖废水", "en": "livestock", "holds": { "conductivity": 3000, "COD": 2000, "CODMn": 500, "BOD5": 900, "NH3N": 280, "TP": 40, "TN": 400, "Cu": 1.5, "Zn": 3, "coliform": 20000000 }, "m3Day": 40, "odds": 30, "wet": 1.3, "dry": 1 },
    { "key": "farm", "zh": "规模养殖", "en": "livestock farm", "holds": { "conductivity": 3000, "COD": 2000, "CODMn": 500, "BOD5": 900, "NH3N": 280, "TP": 40, "TN": 400, "Cu": 1.5, "Zn": 3, "coliform": 20000000 }, "m3Day": 80, "odds": 1, "wet": 1.3, "dry": 1 },
    { "key": "ponds", "zh": "水产养殖尾水", "en": "fish ponds", "holds": { "COD": 45, "CODMn": 14, "BOD5": 12, "NH3N": 3, "TP": 0.8, "TN": 7 }, "m3Day": 900, "odds": 0.1, "wet": 1.3, "dry": 0.9 },
    { "key": "market", "zh": "农贸市场", "en": "market", "holds": { "conductivity": 1200, "COD": 900, "CODMn": 220, "BOD5": 450, "NH3N": 45, "TP": 10, "TN": 60, "oil": 3 }, "m3Day": 40, "odds": 1, "wet": 0.7, "dry": 1, "hours": [4, 20] },
    { "key": "waste", "zh": "垃圾渗滤液", "en": "leachate", "holds": { "conductivity": 9000, "COD": 4000, "CODMn": 900, "BOD5": 1600, "NH3N": 500, "TP": 12, "TN": 650, "Pb": 0.3, "Zn": 2 }, "m3Day": 6, "odds": 1.5, "wet": 1.6, "dry": 0.8 },
    { "key": "chemical", "zh": "化工废水", "en": "chemical works", "holds": { "conductivity": 4000, "COD": 900, "CODMn": 200, "BOD5": 250, "NH3N": 60, "TP": 4, "TN": 90, "LAS": 3, "phenol": 5, "oil": 12, "sulfide": 1 }, "m3Day": 120, "odds": 3, "wet": 0.9, "dry": 1 },
    { "key": "dyeing", "zh": "印染废水", "en": "dye works", "holds": { "conductivity": 4500, "COD": 1100, "CODMn": 250, "BOD5": 300, "NH3N": 20, "TP": 4, "TN": 40, "LAS": 10, "sulfide": 2, "Cr6": 0.3 }, "m3Day": 300, "odds": 14, "wet": 0.9, "dry": 1 },
    { "key": "plating", "zh": "电镀废水", "en": "plating", "holds": { "conductivity": 4000, "COD": 180, "Cu": 15, "Zn": 18, "Cr6": 8, "CN": 3, "Cd": 0.2, "Pb": 0.5, "NH3N": 12, "TP": 3 }, "m3Day": 60, "odds": 14, "wet": 0.9, "dry": 1 },
    { "key": "leather", "zh": "制衣皮革废水", "en": "garment and leather", "holds": { "conductivity": 4500, "COD": 1000, "CODMn": 220, "BOD5": 350, "NH3N": 60, "TP": 3, "TN": 90, "sulfide": 8, "Cr6": 1, "LAS": 6 }, "m3Day": 80, "odds": 6, "wet": 0.9, "dry": 1 },
    { "key": "food", "zh": "食品加工废水", "en": "food works", "holds": { "conductivity": 2000, "COD": 1800, "CODMn": 450, "BOD5": 900, "NH3N": 45, "TP": 15, "TN": 80, "oil": 3 }, "m3Day": 60, "odds": 14, "wet": 0.8, "dry": 1 },
    { "key": "laundry", "zh": "洗涤废水", "en": "laundry", "holds": { "conductivity": 1200, "COD": 450, "CODMn": 110, "BOD5": 150, "LAS": 30, "TP": 9, "NH3N": 4 }, "m3Day": 40, "odds": 9, "wet": 0.7, "dry": 1, "hours": [7, 22] },
    { "key": "medical", "zh": "医疗废水", "en": "medical", "holds": { "conductivity": 1100, "COD": 280, "BOD5": 120, "NH3N": 35, "TP": 4, "TN": 45, "coliform": 20000000, "phenol": 0.5 }, "m3Day": 20, "odds": 0.5, "wet": 0.8, "dry": 1 },
    { "key": "oil", "zh": "含油废水", "en": "oily water", "holds": { "oil": 40, "COD": 200, "phenol": 0.5 }, "m3Day": 10, "odds": 0.5, "wet": 1.2, "dry": 1 },
    { "key": "mine", "zh": "采选废水", "en": "mine water", "holds": { "conductivity": 1500, "Cu": 4, "Zn": 8, "Pb": 2, "Cd": 0.2, "As": 1, "turbidity": 800, "COD": 100 }, "m3Day": 400, "odds": 4, "wet": 1.5, "dry": 0.9 },
    { "key": "overflow", "zh": "雨污溢流", "en": "storm overflow", "holds": { "COD": 160, "CODMn": 45, "BOD5": 60, "NH3N": 9, "TP": 1.5, "TN": 14, "turbidity": 300, "oil": 2, "coliform": 1000000 }, "m3Day": 2500, "odds": 0.12, "wet": 3, "dry": 0.25 },
    { "key": "effluent", "zh": "污水处理厂出水", "en": "treated effluent", "holds": { "conductivity": 800, "COD": 60, "CODMn": 16, "BOD5": 20, "NH3N": 9, "TP": 0.9, "TN": 20, "coliform": 100000 }, "m3Day": 15000, "odds": 0.2, "wet": 1.8, "dry": 1 },
    { "key": "field", "zh": "农田退水", "en": "field drainage", "holds": { "COD": 35, "CODMn": 10, "NH3N": 2, "TP": 0.5, "TN": 6, "turbidity": 150 }, "m3Day": 1500, "odds": 0.05, "wet": 1.8, "dry": 0.6 }
  ],
  "kindOf": {
    "outfalls": { "城镇雨洪排口": "overflow", "城镇生活污水散排口": "domestic", "农村生活污水散排口": "domestic", "农村污水处理设施排口": "domestic", "规模化水产养殖排污口": "ponds", "规模以下水产养殖排口": "ponds", "规模化畜禽养殖排污口": "farm", "规模以下畜禽养殖排口": "farm", "大中型灌区排口": "field", "港口码头排口": "oil", "工业企业": "chemical", "矿山": "mine", "尾矿库": "mine", "工矿企业排污口": "chemical", "工矿企业雨洪排口": "overflow", "工业及其他各类园区污水处理厂排污口": "effluent", "工业及其他各类园区污水处理厂雨洪排口": "overflow", "城镇污水处理厂排污口": "effluent", "*": "domestic" },
    "drainage_units": { "工业类": "chemical", "*": "domestic" },
    "drainage_households": { "洗车修车档": "carWash", "沙场": "silt", "建筑工地": "silt", "养殖场": "livestock", "农贸市场": "market", "垃圾（收集）转运站": "waste", "化工": "chemical", "印染": "dyeing", "电镀小五金": "plating", "医疗": "medical", "洗涤": "laundry", "食品加工": "food", "制衣皮革加工": "leather", "行业管理排水户": "oil", "餐饮店": "catering", "农家乐": "catering", "酒店": "catering", "大型食堂": "catering", "餐饮排污类": "catering", "沉淀物排污类": "silt", "有毒有害排污类": "chemical", "*": "domestic" },
    "treatment_plants": { "*": "effluent" },
    "pollution_sources": { "水体": "domestic", "散乱污": "leather", "临河违建": "domestic", "畜禽养殖": "livestock", "排水口": "domestic", "垃圾黑点": "waste", "*": "domestic" }
  },
  "layerOdds": { "outfalls": 3, "drainage_units": 1, "drainage_households": 0.5, "treatment_plants": 1, "pollution_sources": 4 }
}
$rules$);

-- What somebody found on the way up: at an outfall, a unit's connection well or a place on the water. Under the id the
-- phone gave it; only ever added to, a mistake is righted by a look that says so in `corrects`.
create table looks (
  id         uuid primary key,
  -- What is being asked: the place, the item and the time of the sample.
  place      text not null,
  item       text not null,
  sampled_at timestamptz not null,
  layer      text check (layer in ('outfalls', 'drainage_units', 'drainage_households', 'treatment_plants', 'pollution_sources')),
  code       text,
  water      text,
  measure_m  double precision check (measure_m >= 0),
  result     text not null check (result in ('flowing', 'dry', 'smell', 'none', 'high', 'normal', 'notFound')),
  readings   jsonb not null default '{}',
  note       text,
  corrects   uuid references looks,
  person     text not null references people,
  behalf     text references people,
  looked_at  timestamptz not null,
  made_at    timestamptz not null default now(),
  check ((layer is null) = (code is null)),
  check ((water is null) = (measure_m is null)),
  check ((layer is null) <> (water is null))
);
create index looks_asked on looks (place, item, sampled_at);
create index looks_spot on looks (layer, code, looked_at);
