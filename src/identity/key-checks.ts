import { hkdfSync, type KeyObject } from 'node:crypto'
import type { KeyKind, Keys } from './keys.ts'

/** A key by a value from which it cannot be had (R23). */
export interface KeyCheck {
  readonly kind: KeyKind
  readonly version: number
  readonly value: Buffer
}

/** A key that the database knows, and whether a service may not be without it. */
export interface KnownKey extends KeyCheck {
  readonly needed: boolean
  /** The day on which it was destroyed (`2026-11-29`); null where it was not. */
  readonly destroyedOn: string | null
}

/** The first logbook key stands in the file without a number. */
const firstLogbookVersion = 1

const names: Readonly<Record<KeyKind, (version: number) => string>> = {
  index: (version) => `version ${version} of the index key`,
  seal: (version) => `version ${version} of the seal key`,
  logbook: (version) =>
    version === firstLogbookVersion
      ? 'the logbook key (`logbook`, or else made from the oldest index key)'
      : `version ${version} of the logbook key`,
}

/** The check value of every key. Its version is no part of it, so that a key is recognised under another version too. */
export function checkValues(keys: Keys): KeyCheck[] {
  const value = (kind: KeyKind, key: KeyObject) =>
    Buffer.from(hkdfSync('sha256', key, '', `verwijsindex check value, ${kind}`, 32))
  const versions = (kind: 'index' | 'seal') =>
    keys[kind].map(({ version, key }) => ({ kind, version, value: value(kind, key) }))
  return [
    ...versions('index'),
    ...versions('seal'),
    ...keys.logbook.flatMap(({ version, seed }) =>
      seed ? [{ kind: 'logbook' as const, version, value: value('logbook', seed) }] : [],
    ),
  ]
}

/**
 * Holds the keys of a service beside those that the data was made with.
 * @param destroyed the versions that are gone for good, as the file of the service says
 * @returns what is wrong, in words, without a key; empty where they go together
 */
export function compareKeys(
  given: readonly KeyCheck[],
  known: readonly KnownKey[],
  destroyed: Keys['destroyed'] = [],
): string[] {
  return [
    ...given.flatMap((key) => faultOf(key, known)),
    ...given.flatMap((key, n) =>
      given
        .slice(0, n)
        .filter((other) => isSameKey(key, other))
        .map((other) => twice(key, other.version)),
    ),
    ...known.filter((key) => key.needed && !find(given, key)).map((key) => missing(key, destroyed)),
  ]
}

/** A key by its kind and version. */
export function nameOf({ kind, version }: Omit<KeyCheck, 'value'>): string {
  return names[kind](version)
}

/** What is told of a key with which the data was not made. */
export function differs(key: Omit<KeyCheck, 'value'>): string {
  return `${nameOf(key)} is not the one that the data was made with`
}

function faultOf(key: KeyCheck, known: readonly KnownKey[]): string[] {
  const same = find(known, key)
  if (same?.destroyedOn)
    return [`${nameOf(key)} was destroyed on ${same.destroyedOn}, and nothing goes by it: leave it out`]
  if (same) return same.value.equals(key.value) ? [] : [differs(key)]
  const elsewhere = known.find((other) => isSameKey(key, other))
  if (elsewhere) return [twice(key, elsewhere.version)]
  const newest = Math.max(0, ...known.filter(({ kind }) => kind === key.kind).map(({ version }) => version))
  return key.version < newest
    ? [`${nameOf(key)} is new, and below version ${newest}: a new key takes a higher version than any before`]
    : []
}

function find<K extends KeyCheck>(keys: readonly K[], { kind, version }: KeyCheck): K | undefined {
  return keys.find((key) => key.kind === kind && key.version === version)
}

function isSameKey(one: KeyCheck, other: KeyCheck): boolean {
  return one.kind === other.kind && one.value.equals(other.value)
}

function twice(key: KeyCheck, version: number): string {
  return `${nameOf(key)} is the same key as version ${version}: each version has a key of its own`
}

function missing(key: KnownKey, destroyed: Keys['destroyed']): string {
  const gone = destroyed.find(({ kind, version }) => kind === key.kind && version === key.version)
  if (gone)
    return `${nameOf(key)} was destroyed on ${gone.on}, and this database still needs it: it is a backup of before that day, or the key was destroyed too soon`
  return `${nameOf(key)} is not there, and the data was made with it`
}
