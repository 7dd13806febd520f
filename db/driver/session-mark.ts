/**
 * A word of our own at the start of a session, for tools that hold a lock or a snapshot over several statements. PostgreSQL keeps it. A
 * pooler that knows no session (PgBouncer) refuses to connect with it (08P01), instead of giving each statement another connection.
 */
export const sessionMark = { 'verwijsindex.session': 'one' } as const
