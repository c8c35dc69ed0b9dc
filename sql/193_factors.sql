-- What somebody proves themself with beside the password (双因素: GB/T 22239-2019 身份鉴别 d; OWASP ASVS 4.0.3 V2.7, V2.8):
-- codes of an authenticator app, passkeys, and recovery codes for the day the phone is lost. Only the owner reads these
-- tables; they are no part of the record, which everybody may check.
create table authenticators (
  account      text primary key references accounts on delete cascade,
  -- As server/factors/seal.ts keeps it.
  secret       text not null,
  began_at     timestamptz not null default now(),
  -- Null until a first code has shown that the phone has it.
  confirmed_at timestamptz,
  -- The thirty seconds of the last code taken: no code opens twice (RFC 6238 5.2).
  used_step    bigint not null default 0
);

create table passkeys (
  -- The credential's id as the browser says it.
  id         text primary key,
  account    text not null references accounts on delete cascade,
  -- What its owner calls it, and what it is removed by.
  code       text not null unique,
  name       text not null check (length(name) between 1 and 50),
  public_key text not null,
  -- How often it has signed; some never count (WebAuthn 6.1.1).
  counter    bigint not null default 0,
  transports text[] not null default '{}',
  made_at    timestamptz not null default now(),
  used_at    timestamptz
);
create index passkeys_account on passkeys (account);

-- Each opens once. 80 random bits, kept as a digest with a salt of its own (ASVS 2.6.2).
create table recovery_codes (
  account text not null references accounts on delete cascade,
  salt    text not null,
  digest  text not null,
  used_at timestamptz,
  primary key (account, digest)
);

-- What a passkey is asked to sign; each is answered once, within minutes. Without a session it is for signing in.
create table passkey_challenges (
  challenge text primary key,
  session   text references sessions (code) on delete cascade,
  purpose   text not null check (purpose in ('register', 'prove', 'signIn')),
  made_at   timestamptz not null default now()
);
create index passkey_challenges_session on passkey_challenges (session);
create index passkey_challenges_made on passkey_challenges (made_at);

-- When whoever holds a session last proved who they are, by whatever they have: at its beginning they did.
alter table sessions add column sure_at timestamptz not null default now();

revoke all on authenticators, passkeys, recovery_codes, passkey_challenges from one_map_app;
