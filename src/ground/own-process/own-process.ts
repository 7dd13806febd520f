import { type ChildProcess, fork } from 'node:child_process'
import type { Answer, Ready } from './answer-calls.ts'
import { FileWorkFailed, Hanging } from './errors.ts'

/** ms that the start of a process may take: a busy machine needs seconds for it, and that is no disk that hangs. */
const starting = 10_000

/** A process that works at the files of one directory. */
export interface OwnProcess<Request> {
  /**
   * Begins the process where it is not there, and waits until it can be asked: before a transaction, for instance, that is not to wait for that.
   * @throws Hanging where it takes too long
   * @throws FileWorkFailed where it died
   */
  ready(): Promise<void>
  /**
   * Has it do something; one call at a time.
   * @param onDone hears the answer, also where it comes after the caller has given up
   * @throws Hanging where it does not answer in time, and at once as long as an earlier call is not answered
   * @throws FileWorkFailed where the work failed, or the process died
   */
  call(request: Request, onDone?: (answer: unknown) => void): Promise<unknown>
  /** Ends the process, without waiting for a disk that hangs. */
  close(): void
}

/**
 * A process of its own for the work at a directory, begun when it is first needed and anew after it died. A disk that hangs holds
 * a thread for as long as it hangs. Neither threads of the pool of libuv, of which there are four, nor worker threads would do:
 * a service of which one hangs cannot even exit. The process knows no setting and no secret.
 * @param program what it runs: a module that calls `answerCalls`
 * @param patience ms that a call may take, but for the start of the process
 */
export function ownProcess<Request extends object>(
  program: URL,
  directory: string,
  patience: number,
): OwnProcess<Request> {
  let child: ChildProcess | undefined
  let waiting = false
  let up = false

  const begin = () => {
    const begun = fork(program, { env: {}, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const forget = () => {
      if (child === begun) child = undefined
    }
    begun.on('exit', forget).on('error', forget)
    up = false
    begun.once('message', () => {
      if (child === begun) up = true
    })
    // Waiting for an answer keeps the service running, and nothing else of it does.
    begun.unref()
    begun.channel?.unref()
    return begun
  }
  return {
    async ready() {
      child ??= begin()
      if (!up) await inTime(comesUp(child), starting, directory)
    },
    async call(request, onDone) {
      if (waiting) throw new Hanging(directory)
      child ??= begin()
      const limit = patience + (up ? 0 : starting)
      waiting = true
      const done = ask(child, request).finally(() => {
        waiting = false
      })
      return inTime(
        done.then((answer) => {
          onDone?.(answer)
          return answer
        }),
        limit,
        directory,
      )
    },
    close() {
      if (waiting) child?.kill('SIGKILL')
      else if (child?.connected) child.disconnect()
      child = undefined
    },
  }
}

/** What it says first is that it is ready. */
function comesUp(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const onGone = () => reject(gone())
    child.once('message', () => {
      child.off('exit', onGone).off('error', onGone)
      resolve()
    })
    child.once('exit', onGone).once('error', onGone)
  })
}

function gone(): FileWorkFailed {
  return new FileWorkFailed('process-gone', 'the process that works at the files is gone')
}

function ask(child: ChildProcess, request: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Answer | Ready) => {
      if ('ready' in message) return
      stopListening()
      if ('answer' in message) resolve(message.answer)
      else reject(new FileWorkFailed(message.error.code, message.error.message))
    }
    const onGone = () => {
      stopListening()
      reject(gone())
    }
    const stopListening = () => {
      child.off('message', onMessage).off('exit', onGone).off('error', onGone)
    }
    child.on('message', onMessage).on('exit', onGone).on('error', onGone)
    child.send(request, (error) => error && onGone())
  })
}

async function inTime<T>(work: Promise<T>, patience: number, directory: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Hanging(directory)), patience)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
