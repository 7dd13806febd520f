import { publicBytes, signingKey } from './ed25519.ts'
import { isHeld, readKeyFile, writeKeyFile } from './key-file.ts'
import { type KeyKind, newKey, oldestSeed, parseKeys } from './keys.ts'

/**
 * The file of the keys with a new version of some kinds of key, beside what it has. What is made from the oldest index key where it is not
 * given is written out, so that the index key can go.
 * @param json the file as it is
 * @throws Error where the file is not usable
 */
export function addKeys(json: string, kinds: readonly KeyKind[]): string {
  const file = readKeyFile(json)
  const keys = parseKeys(json)
  const alone = oldestSeed(keys.logbook).export().toString('base64')
  const logbook = typeof file.logbook === 'object' ? file.logbook : [{ version: 1, key: alone }]
  const more = <K extends { version: number }>(kind: KeyKind, versions: readonly K[]) => {
    if (!kinds.includes(kind)) return [...versions]
    const version = Math.max(...versions.map((key) => key.version)) + 1
    return [...versions, { version, key: newKey() }]
  }
  return writeKeyFile({
    ...file,
    index: more('index', file.index),
    seal: more('seal', file.seal),
    logbook: kinds.includes('logbook') ? more('logbook', logbook) : (file.logbook ?? alone),
    exports: file.exports ?? keys.exports.export().toString('base64'),
  })
}

/**
 * The file of the keys without a version that nothing needs any more: its number and day stay, so that a backup that needs it is
 * refused with the reason, and of a logbook key the public key, by which its checkpoints are verified.
 * @param day on which it is destroyed
 * @throws Error where the file has no such key, or no later one
 */
export function destroyKey(json: string, kind: KeyKind, version: number, day: string): string {
  const file = readKeyFile(json)
  const listed = typeof file.logbook === 'object' ? file.logbook : []
  const versions = kind === 'logbook' ? listed : file[kind]
  const key = versions.find((one) => one.version === version)
  if (!key || !isHeld(key)) throw new Error(`the file has no version ${version} of the ${kind} key`)
  if (!versions.some((one) => isHeld(one) && one.version > version))
    throw new Error(`there is no ${kind} key after version ${version}, to go on with`)
  const others = <K extends { version: number }>(keys: readonly K[]) =>
    keys.filter((one) => one.version !== version)
  const gone = { version, destroyed: day }
  const keys = parseKeys(json)
  return writeKeyFile({
    ...file,
    ...(kind === 'index' ? { index: [gone, ...others(file.index)] } : {}),
    ...(kind === 'seal' ? { seal: [gone, ...others(file.seal)] } : {}),
    ...(kind === 'logbook'
      ? {
          logbook: [
            { ...gone, public: publicBytes(signingKey(Buffer.from(key.key, 'base64'))).toString('base64') },
            ...others(listed),
          ],
        }
      : {}),
    exports: file.exports ?? keys.exports.export().toString('base64'),
  })
}
