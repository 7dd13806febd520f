import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { callableFunctions } from '../support/callable-functions.ts'
import { lockFaults, lockFile, locksIn, textsWithLocks } from '../support/locks.ts'
import { callsOf, without } from './entries.ts'
import { project, sources } from './variants.ts'

/** What no compiler sees is compared with a list that has all of it. Each entry is left out in turn. */

t.test('an advisory lock without its number is noticed', async (t) => {
  const texts = textsWithLocks()
  const text = texts.get(lockFile) ?? ''
  const silent = [...locksIn(texts).keys()].filter((name) => {
    const left = text.replace(new RegExp(`create function ${name}\\(\\).*\n`), '')
    return left === text || lockFaults(new Map([...texts, [lockFile, left]])).length === 0
  })
  t.strictSame(silent, ['migration_lock'], 'but for the one that is compared with its constant')
})

t.test('a function that the service may no longer call is noticed', async (t) => {
  const grants = readFileSync(join(project, 'db/functions/security/grants.sql'), 'utf8')
  const granted = [...grants.matchAll(/^grant execute on function ([\s\S]*?)\s+to verwijsindex_service;/gm)]
    .flatMap(([, list = '']) => [...list.matchAll(/(\w+)\(/g)])
    .map(([, name = '']) => name)
  t.strictSame(granted.sort(), callableFunctions, 'the rights that the database is asked for')
})

t.test('routes that the app does not register are noticed', async (t) => {
  const app = sources.get('src/app.ts') ?? ''
  const routes = [...sources].flatMap(([file, text]) =>
    /^src\/http\/.*routes\.ts$/.test(file)
      ? [...text.matchAll(/^export function (\w+Routes)\(/gm)].map(([, name = '']) => name)
      : [],
  )
  const missing = (text: string) => routes.filter((name) => !text.includes(` ${name}(api, options.service)`))
  t.strictSame(missing(app), [])
  const registered = callsOf('src/app.ts', app, /Routes api$/)
  t.equal(registered.length, routes.length)
  t.strictSame(
    registered.filter((call) => missing(without(app, call)).length !== 1),
    [],
    'none is silent',
  )
})
