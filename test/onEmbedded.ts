// Which HTTP tests ask the embedded engine, and why. All others are about rules and ask a PostGIS server alone: that the embedded
// engine answers the same is said once, by comparison (server/engines.test.ts).

/** About the embedded engine and nothing else. */
export const embeddedAlone: Record<string, string> = {
  'server/engines.test.ts': 'every address and a week of changes, answered as by a PostGIS server',
  'server/db/open.test.ts': 'who holds the data folder',
  'server/db/socket.test.ts': 'other processes at the one connection',
  'server/db/tidy.test.ts': 'what PostgreSQL does by a process of its own is done by ours',
}

/** About what lies beneath the rules, where the engines differ: one connection, one thread, another PostgreSQL, files of its own. */
export const onBoth: Record<string, string> = {
  'server/db/access.test.ts': 'a role and a name set for one transaction, of a connection that all share',
  'server/db/database.test.ts': 'values, copies, transactions, and who asks beside their own',
  'server/db/definitions.test.ts': 'what PostgreSQL 18 and 15 say of triggers, policies, grants and functions; an older register opened',
  'server/record/verify.test.ts': 'a command beside the running server, through its socket; the same sayings compared with the book',
  'server/backup/backup.test.ts': 'rows taken out and put back by copies, through the socket, while others write',
  'server/changes/changes.test.ts': 'triggers, measures and the chain of the record, written by turns',
  'server/imports/imports.test.ts': 'staged tables and work that lets others go first',
  'server/live/live.test.ts': 'who is notified of a commit',
  'server/tiles/tiles.test.ts': 'an encoder of its own',
  'server/http/heavy.test.ts': 'files written in portions while all others are answered',
  'server/http/turns.test.ts': 'who waits without holding the connection',
}
