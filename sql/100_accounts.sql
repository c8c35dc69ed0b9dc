-- Who may come in and as what. A post (岗位) gives a person a role within a division, from when to when; an account is a
-- person's way to sign in. What a chief may do on a water follows from tenures.
create table posts (
  code       text primary key,
  person     text not null references people on delete cascade,
  role       text not null check (role in ('administrator', 'supervisor', 'office', 'chief', 'reach_chief', 'grid_member', 'department', 'planner', 'inspector', 'delegate')),
  division   text not null references divisions deferrable initially deferred,
  valid_from date not null,
  valid_to   date check (valid_to > valid_from)
);
create index posts_person on posts (person);

-- 河长助理: who signs in as themself for which chief.
create table assistants (
  person     text not null references people on delete cascade,
  chief      text not null references people on delete cascade check (chief <> person),
  valid_from date not null,
  valid_to   date check (valid_to > valid_from),
  primary key (person, chief, valid_from)
);

create table accounts (
  code       text primary key,
  person     text not null unique references people on delete cascade,
  -- What is typed to sign in, in lower case: mostly a telephone number.
  login      text not null unique check (login = lower(login) and length(login) between 1 and 100),
  -- scrypt with its parameters (server/accounts/password.ts); null where only the city's single sign-on lets in.
  password   text,
  -- Issuer and subject of OpenID Connect.
  subject    text unique,
  closed_at  timestamptz,
  created_at timestamptz not null default now()
);

-- Sessions and known devices are kept as digests: what leaks from here opens nothing.
create table sessions (
  digest   text primary key,
  code     text not null unique,
  account  text not null references accounts on delete cascade,
  behalf   text references people on delete cascade,
  agent    text not null,
  began_at timestamptz not null default now(),
  seen_at  timestamptz not null default now(),
  ends_at  timestamptz not null
);
create index sessions_account on sessions (account);

create table devices (
  digest  text primary key,
  account text not null references accounts on delete cascade,
  seen_at timestamptz not null default now()
);

-- Tries that have not succeeded, by which further ones are slowed down (server/accounts/throttle.ts).
create table sign_in_failures (
  code    bigint generated always as identity primary key,
  login   text not null,
  address text not null,
  device  text,
  at      timestamptz not null default now()
);
create index sign_in_failures_login on sign_in_failures (login, at);
create index sign_in_failures_address on sign_in_failures (address, at);
