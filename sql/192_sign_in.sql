-- How somebody comes in and how long they stay, as dated data a city changes by adding a row (domain/signIn.ts).

-- Two sets that hold from one day on: the later made is the one in force.
alter table rule_sets add column made_at timestamptz not null default now(), add column made_by text;

-- Lengths, idle times and limits: OWASP ASVS 4.0.3 (2.1.1 twelve characters, 2.1.7 the commonest refused, 2.2.1 guesses,
-- 2.3.1 first passwords, 3.3.2 twelve hours or thirty minutes idle, 4.3.1 a second factor for administration) and GB/T
-- 22239-2019 (身份鉴别 a, b, d). Both leave how long a phone in the field stays signed in to whoever runs it: a week idle and
-- a month in all are our proposal, since a day or more without network must not end it.
insert into rule_sets (code, kind, title, title_en, effective_from, source, proposal, body) values ('sign-in-1', 'sign_in',
  '登录规则', 'Rules of signing in', '2019-01-01', 'OWASP ASVS 4.0.3（2.1.1、2.1.7、2.2.1、2.3.1、3.3.2、4.3.1）、GB/T 22239-2019 身份鉴别；外勤时限与次数为本产品建议', true, $rules$
{
  "password": { "leastLength": 12, "refuseCommonest": true, "changeFirst": true },
  "guesses": {
    "free": 5, "strangersFree": 30, "addressFree": 60, "deviceMost": 10, "sessionMost": 5, "longestWaitMinutes": 15
  },
  "limits": {
    "administrator": { "idleMinutes": 30, "absoluteHours": 12 },
    "supervisor": { "idleMinutes": 60, "absoluteHours": 12 },
    "office": { "idleMinutes": 60, "absoluteHours": 12 },
    "department": { "idleMinutes": 60, "absoluteHours": 12 },
    "planner": { "idleMinutes": 60, "absoluteHours": 12 },
    "chief": { "idleMinutes": 10080, "absoluteHours": 720 },
    "reach_chief": { "idleMinutes": 10080, "absoluteHours": 720 },
    "grid_member": { "idleMinutes": 10080, "absoluteHours": 720 },
    "inspector": { "idleMinutes": 10080, "absoluteHours": 720 },
    "delegate": { "idleMinutes": 10080, "absoluteHours": 720 }
  },
  "secondFactor": {
    "administrator": "offered", "supervisor": "offered", "office": "offered", "department": "offered", "planner": "offered",
    "chief": "offered", "reach_chief": "offered", "grid_member": "offered", "inspector": "offered", "delegate": "offered"
  },
  "renewMinutes": 30,
  "deviceDays": 180
}
$rules$);

-- What has to be done before a session counts: a first password changed, a second factor proven, or set up. Until then who
-- holds it is the public.
alter table sessions
  add column pending text[] not null default '{}' check (pending <@ '{password,factor,enrol}'),
  -- When the second factor was last proven.
  add column proven_at timestamptz,
  -- Wrong guesses at the password made within it.
  add column guesses integer not null default 0,
  -- The mark of the browser it began on: whoever ends it from elsewhere has lost that device.
  add column device text;

-- A browser has one mark, whoever signs in on it.
alter table devices drop constraint devices_pkey, add primary key (digest, account);
create index devices_account on devices (account);

-- Whose password was given by somebody else and is to be changed at its first use. Not a column of accounts: it is no part
-- of the record.
create table first_passwords (
  account  text primary key references accounts on delete cascade,
  given_at timestamptz not null default now()
);

-- Who has been told to wait before another guess at a name, from where, and until when: then it is their turn.
create table sign_in_turns (
  login   text not null,
  address text not null,
  due_at  timestamptz not null,
  primary key (login, address)
);

-- What somebody is told about their own account: a password reset, a new device, a second factor.
create table account_notices (
  code    bigint generated always as identity primary key,
  account text not null references accounts on delete cascade,
  kind    text not null,
  details jsonb not null default '{}',
  at      timestamptz not null default now(),
  seen_at timestamptz
);
create index account_notices_account on account_notices (account, at);
revoke all on first_passwords, account_notices, sign_in_turns from one_map_app;

-- Sign-in names as server/accounts/password.ts reads them: the same number is one name, with its country or without. Where
-- two accounts would have one name, both stay as they are and an office renames one.
with read as (
  select code, regexp_replace(
    regexp_replace(lower(normalize(login, NFKC)), '[[:space:]\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff-]', '', 'g'),
    '^\(?(\+|00)?86\)?(1[3-9][0-9]{9})$', '\2') as login
  from accounts
)
update accounts a set login = r.login
from read r
where a.code = r.code and a.login <> r.login and length(r.login) between 1 and 100
  and not exists (select from read o where o.login = r.login and o.code <> r.code);
