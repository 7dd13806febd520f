interface Reason {
  readonly why: string
  readonly remedy: string
}

/** Why a step failed, and what to do about it, by the code of the system, of PostgreSQL or of TLS. */
export function reasons(setting: string): Readonly<Record<string, Reason>> {
  const noAnswer = {
    why: 'there is no answer',
    remedy: `Look at the network between the two, or correct ${setting}.`,
  }
  const unknownHost = { why: 'no host has that name', remedy: `Correct the name of the host in ${setting}.` }
  const closed = {
    why: 'the other side closed the connection',
    remedy: `Look whether PostgreSQL listens there, and whether it asks for TLS (sslmode in ${setting}).`,
  }
  const closedPath = {
    why: 'the user of this process may not read or write it',
    remedy: `Give that user access, or choose another place in ${setting}.`,
  }
  const authority = setting.startsWith('DATABASE_') ? 'DATABASE_CA' : 'NODE_EXTRA_CA_CERTS'
  const certificate = {
    why: 'its certificate cannot be trusted',
    remedy: `Give the server a certificate for the host in ${setting}, of an authority that ${authority} names.`,
  }
  const busy = {
    why: 'somebody else held what it needs for too long',
    remedy: 'Try again; pg_stat_activity says who works on the database.',
  }
  const pooler = {
    why: 'what answers there does not take what the service says at the start of a session: PgBouncer, or another pooler, is in between',
    remedy: `Put PostgreSQL itself in ${setting}: the service keeps a pool of its own.`,
  }
  const unmigrated = {
    why: 'the database has not been made for this version',
    remedy: 'Run `verwijsindex migrate` as its owner first.',
  }
  return {
    ECONNREFUSED: { why: 'nothing listens there', remedy: `Start the server there, or correct ${setting}.` },
    ENOTFOUND: unknownHost,
    EAI_AGAIN: unknownHost,
    ETIMEDOUT: noAnswer,
    EHOSTUNREACH: noAnswer,
    ENETUNREACH: noAnswer,
    CONNECT_TIMEOUT: noAnswer,
    CONNECTION_SILENT: noAnswer,
    'service-unavailable': noAnswer,
    ECONNRESET: closed,
    CONNECTION_CLOSED: closed,
    CONNECTION_DESTROYED: closed,
    TLS_REFUSED: {
      why: 'the server offers no TLS',
      remedy: `Switch TLS on there, or take sslmode out of ${setting} where the line is safe.`,
    },
    DEPTH_ZERO_SELF_SIGNED_CERT: certificate,
    SELF_SIGNED_CERT_IN_CHAIN: certificate,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate,
    ERR_TLS_CERT_ALTNAME_INVALID: certificate,
    CERT_HAS_EXPIRED: { why: 'its certificate has expired', remedy: 'Give the server a new certificate.' },
    '28P01': {
      why: 'the password is refused',
      remedy: `Correct the password in ${setting}, or set it with \`alter role … password\`.`,
    },
    '28000': {
      why: 'the server does not let this login in',
      remedy: `Look whether the login in ${setting} exists, and whether pg_hba.conf lets it in from this machine.`,
    },
    '3D000': {
      why: 'the server has no database of that name',
      remedy: `Make it with \`create database\`, or correct ${setting}.`,
    },
    '42501': {
      why: 'the login lacks the rights',
      remedy:
        setting === 'DATABASE_OWNER_URL'
          ? 'The owner must own the database, and may create a role: `alter role … createrole`.'
          : 'Grant it the role: `grant verwijsindex_service to …`.',
    },
    '22023': unmigrated,
    '3F000': unmigrated,
    '42P01': unmigrated,
    '42883': unmigrated,
    '42704': {
      why: 'the server does not know a parameter of the address',
      remedy: `Look at what stands after the ? in ${setting}.`,
    },
    '42601': { why: 'PostgreSQL does not understand it', remedy: 'It has to be PostgreSQL 15 or newer.' },
    '53300': {
      why: 'the server has no connection left',
      remedy: 'Raise max_connections there, or lower DATABASE_POOL_SIZE.',
    },
    '57P03': {
      why: 'the server is starting up or shutting down',
      remedy: 'Wait until it accepts connections.',
    },
    '25006': { why: 'the server takes no writes', remedy: `It is a standby: put the primary in ${setting}.` },
    NO_PRIMARY: {
      why: 'none of the hosts takes writes',
      remedy: `Promote a standby, or add the primary to the hosts in ${setting}.`,
    },
    TWO_PRIMARIES: {
      why: 'two of the hosts take writes, and what one of them is told the other does not know',
      remedy: `Stop the one that is not to be the primary, or take it out of ${setting}.`,
    },
    '08P01': pooler,
    '26000': pooler,
    '40P01': busy,
    '40001': busy,
    '55P03': busy,
    '57014': busy,
    EACCES: closedPath,
    EPERM: closedPath,
    ENOENT: { why: 'it is not there', remedy: `Put it there, or correct ${setting}.` },
    ENOTDIR: { why: 'it is no directory', remedy: `Choose a directory in ${setting}.` },
    EEXIST: { why: 'it is no directory', remedy: `Choose a directory in ${setting}.` },
    EISDIR: { why: 'it is a directory', remedy: `Choose a file in ${setting}.` },
    EROFS: {
      why: 'the disk takes no writes',
      remedy: `Mount it for writing, or choose another place in ${setting}.`,
    },
    ENOSPC: { why: 'the disk is full', remedy: 'Make room on it.' },
    Hanging: {
      why: 'its disk does not answer',
      remedy: `Look at that disk and how it is mounted, or choose another place in ${setting}.`,
    },
    EADDRINUSE: {
      why: 'another program listens there',
      remedy: `Stop that program, or choose another port in ${setting}.`,
    },
    EADDRNOTAVAIL: {
      why: 'this machine does not have that address',
      remedy: `Correct the address that goes with ${setting}.`,
    },
  }
}
