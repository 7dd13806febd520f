import { answerCalls } from '../ground/own-process/answer-calls.ts'
import { keepInDirectory, readSome } from './witness-directory.ts'

/** What the process that works at the directory of a witness is asked: to keep a checkpoint, or to read some. */
export interface WitnessRequest {
  readonly directory: string
  readonly keep?: { readonly size: number; readonly note: string }
}

answerCalls(async ({ directory, keep }: WitnessRequest) =>
  keep ? keepInDirectory(directory, keep) : readSome(directory),
)
