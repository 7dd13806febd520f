-- Every advisory lock of the index, by its number. PostgreSQL keeps locks of one number apart from locks of a number and a
-- hash, and so does this list: no number has two meanings. Two versions of the service may run on one database, so a number
-- never changes its meaning. What holds a lock for a transaction names it: `pg_advisory_xact_lock(retention_lock())`.

-- Migrating, which begins before these functions are there (db/migrate/migrate-database.ts).
create function migration_lock() returns int language sql immutable return 7113;

-- Who is connected, in the version before rights were held by levels (hold_version_before).
create function connections_lock() returns int language sql immutable return 7114;

-- The day's budget of an organisation, with the hash of its id (charge_budgets.sql).
create function budget_lock() returns int language sql immutable return 7115;

-- Sealing the logbook, by one instance at a time (src/logbook/seal-lines.ts).
create function sealing_lock() returns int language sql immutable return 7116;

-- The daily work, by one instance at a time (begin_retention.sql).
create function retention_lock() returns int language sql immutable return 7117;

-- The ties of sealed lines to young persons: destroying shares it, sealing takes it alone (lines_to_seal.sql).
create function ties_lock() returns int language sql immutable return 7118;

-- Handing destructions to the ledger, by one instance at a time (keep_destructions.sql).
create function ledger_lock() returns int language sql immutable return 7119;

-- Winding convenants down, by one instance at a time (continue_wind_down.sql).
create function wind_down_lock() returns int language sql immutable return 7120;

-- Opening requests of data subjects, with the hash of the officer's id (open_request.sql).
create function request_lock() returns int language sql immutable return 7121;

-- Recording that somebody was refused, with the hash of the account's id (record_refusal.sql).
create function refusal_lock() returns int language sql immutable return 7122;

-- Comparing and adding keys, by one instance at a time (known_keys.sql).
create function keys_lock() returns int language sql immutable return 7123;

-- The versions of the keys that may be used: registering shares it, beginning a change takes it alone; and the batches of a change, by one
-- instance at a time (rotate_keys.sql).
create function key_versions_lock() returns int language sql immutable return 7140;
create function key_rotation_lock() returns int language sql immutable return 7141;

-- The rights of everybody, of all people of an organisation, with the hash of its id, and of one person, with that of theirs (hold_rights.sql).
create function everybody_lock() returns int language sql immutable return 7124;
create function organisation_lock() returns int language sql immutable return 7125;
create function person_lock() returns int language sql immutable return 7126;

-- Changing one and the same thing, with the hash of its name, by one at a time (hold_rights.sql).
create function turn_lock() returns int language sql immutable return 7127;
