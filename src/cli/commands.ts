import { bootstrap } from './bootstrap.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { addKeysCommand } from './keys/add-keys.ts'
import { destroyKeysCommand } from './keys/destroy-keys.ts'
import { newKeys } from './keys/new-keys.ts'
import { rotateKeysCommand } from './keys/rotate-keys.ts'
import { renewLedger, replayLedger, verifyLedger } from './ledger.ts'
import { logbookCommands } from './logbook.ts'
import { login } from './login.ts'
import { retryMail } from './mail.ts'
import { migrate } from './migrate.ts'
import { acceptClock, retentionStatus, runRetentionNow } from './retention.ts'

/** Every command for operators, in the order of the help. */
export const commands: readonly Command[] = [
  newKeys,
  addKeysCommand,
  rotateKeysCommand,
  destroyKeysCommand,
  check,
  migrate,
  login,
  bootstrap,
  retentionStatus,
  runRetentionNow,
  acceptClock,
  verifyLedger,
  replayLedger,
  renewLedger,
  ...logbookCommands,
  retryMail,
]
