-- Names and what is typed are compared folded alike (server/search/fold.ts): widths, brackets, Roman numerals, traditional characters.
-- A name may be said in several ways: sounds stand side by side, each behind a blank.
alter table search_entries
  -- The name, behind a bar its address.
  add column folded text not null default '',
  -- What tells it from others of its name: where it is, and on which water.
  add column around text not null default '';
-- Until the entries are made anew, at the next start, names are folded as far as SQL can.
update search_entries set
  folded = regexp_replace(lower(normalize(title, NFKC)), '[][ ()（）{}【】〔〕《》“”#·、，,。.;:：；/_-]', '', 'g'),
  around = regexp_replace(lower(normalize(detail, NFKC)), '[][ ()（）{}【】〔〕《》“”#·、，,。.;:：；/_-]', '', 'g'),
  pinyin = ' ' || pinyin, initials = ' ' || initials;

drop index search_entries_title, search_entries_characters, search_entries_pinyin_begins, search_entries_initials;
create index search_entries_folded on search_entries using gin (folded gin_trgm_ops);
create index search_entries_characters on search_entries using gin (string_to_array(folded, null));
create index search_entries_initials on search_entries using gin (initials gin_trgm_ops);
