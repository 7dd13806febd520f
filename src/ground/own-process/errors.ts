/** The disk of a directory did not answer in time, or has not answered an earlier call yet. */
export class Hanging extends Error {
  override readonly name = 'Hanging'
  readonly code = 'Hanging'
  /** The directory that does not answer. */
  readonly directory: string

  constructor(directory: string) {
    super(`${directory} does not answer`)
    this.directory = directory
  }
}

/** What went wrong in the other process: `ENOSPC` of a full disk, for instance, or that the process is gone. */
export class FileWorkFailed extends Error {
  override readonly name = 'FileWorkFailed'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
