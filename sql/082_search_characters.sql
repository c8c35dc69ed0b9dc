-- One or two characters make no trigram: what holds them is found by character, and by how a sound begins.
create index search_entries_characters on search_entries using gin (string_to_array(lower(title), null));
create index search_entries_pinyin_begins on search_entries (pinyin text_pattern_ops);
