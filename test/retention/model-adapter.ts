import type { Day } from './rules-calendar.ts'
import type { Answer, Ground, Present, Registration } from './rules-model.ts'

/**
 * What the sequences ask of a service and of its model. Young persons go by a number; signals by that number and the
 * how manieth of theirs they are, like `3/2`. Everything happens at the instant that was set last.
 */
export interface ModelAdapter {
  setClock(instant: number): void
  register(person: number, asked: Registration): Promise<Outcome>
  /** By the professional, of the last signal that they registered on this person, whether it is still there or not. */
  end(person: number, professional: number, ground: Ground): Promise<Answer>
  renew(person: number, professional: number, removal: Day | null): Promise<Answer>
  /** R11: a death is recorded. */
  die(person: number): Promise<void>
  /** R21: a request about the signals of one municipality is granted. */
  erase(person: number, municipality: string, birthDate: Day, kind: 'erasure' | 'objection'): Promise<void>
  /** R21: a request at one municipality that a birth date is another is granted. */
  rectify(person: number, municipality: string, registered: Day, birthDate: Day): Promise<void>
  /** Runs the daily work to its end. */
  passDay(): Promise<void>
  /** All that is stored, per young person; and what is there though nothing should be, in words. */
  observe(today: Day): Promise<Observed>
  /** What a professional sees of their own signals and matches, per young person. */
  shownTo(professional: number): Promise<ReadonlyMap<number, string>>
}

export interface Outcome {
  readonly answer: Answer
  readonly signal: string | null
}

export interface Observed {
  readonly present: ReadonlyMap<number, Present>
  /** What is due and not carried out yet, with whose it is; and what belongs to nobody, as of the first. */
  readonly leftovers: readonly (readonly [person: number, what: string])[]
}
