import { type ChildProcess, fork } from 'node:child_process'
import type { Answer } from './answer-calls.ts'
import { FileWorkFailed, Hanging } from './errors.ts'

/** ms more that the first call may take: a busy machine starts a process in seconds, and that is no disk that hangs. */
const starting = 10_000

/** A process that works at the files of one directory. */
export interface OwnProcess<Request> {
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
 * A process of its own for the work at a directory, begun with the first call and anew after it died. A disk that hangs holds
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

  const begin = () => {
    const begun = fork(program, { env: {}, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const gone = () => {
      if (child === begun) child = undefined
    }
    begun.on('exit', gone).on('error', gone)
    // Waiting for an answer keeps the service running, and nothing else of it does.
    begun.unref()
    begun.channel?.unref()
    return begun
  }
  return {
    async call(request, onDone) {
      if (waiting) throw new Hanging(directory)
      const limit = patience + (child ? 0 : starting)
      child ??= begin()
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

function ask(child: ChildProcess, request: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Answer) => {
      stopListening()
      if ('answer' in message) resolve(message.answer)
      else reject(new FileWorkFailed(message.error.code, message.error.message))
    }
    const onGone = () => {
      stopListening()
      reject(new FileWorkFailed('process-gone', 'the process that works at the files is gone'))
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
