-- Codes that were given once and whose thing is gone: none is given again by ourselves, and what somebody gives one to goes
-- on counting its versions, so that nobody's old change fits a new thing by chance.
create index change_items_removed on change_items (what, key text_pattern_ops) where op = 'delete';
