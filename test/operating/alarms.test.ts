import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { createMetrics } from '../../src/http/door/metrics.ts'
import { allIsWell, goesOff } from './alarm-cases.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string }
}

const rulesFile = fileURLToPath(new URL('../../docs/operating/prometheus/alarms.yml', import.meta.url))
const dashboardFile = fileURLToPath(new URL('../../docs/operating/grafana/dashboard.json', import.meta.url))
const operating = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
const rules = parse(readFileSync(rulesFile, 'utf8')).groups.flatMap(
  (group: { rules: Rule[] }) => group.rules,
) as Rule[]

const metrics = createMetrics()
const declared = (
  await Promise.all(
    [metrics.process, metrics.registry, metrics.figures].map((registry) => registry.getMetricsAsJSON()),
  )
).flat()
/** The names of the series, by the name of the metric that makes them. */
const series = new Map(
  declared.flatMap(({ name, type }) =>
    (String(type) === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map(
      (suffix) => [`${name}${suffix}`, name] as const,
    ),
  ),
)
/** What the process measures of itself, by the library; ours are all others. */
const ours = declared.map(({ name }) => name).filter((name) => !/^(process|nodejs)_/.test(name))

/** The series that an expression names: in ours each has braces, for the job. */
const namesIn = (expr: string) => [...expr.matchAll(/([a-z_][a-z0-9_]*)\{/g)].map(([, name = '']) => name)
const unknownIn = (expr: string) => namesIn(expr).filter((name) => name !== 'up' && !series.has(name))

t.test('the alarms in the document are the rules for Prometheus', async (t) => {
  const [, table = ''] = /<!-- table: alarms -->\n([\s\S]*?)\n<!-- \/table -->/.exec(operating) ?? []
  const rows = table
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  const plain = (text: string) => text.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
  t.ok(rules.length > 10)
  t.strictSame(
    rows.map((cells) => cells.map(plain)),
    rules.map(({ alert, annotations }) => [`\`${alert}\``, annotations.summary, annotations.description]),
  )
})

t.test(
  'every rule is about series that the service has, of its own job, and says how grave it is',
  async (t) => {
    for (const { alert, expr, labels } of rules) {
      t.ok(namesIn(expr).length > 0, alert)
      t.strictSame(unknownIn(expr), [], alert)
      t.equal(
        expr.match(/\{job="verwijsindex"/g)?.length,
        namesIn(expr).length,
        `${alert}: each series of this job`,
      )
      t.match(labels.severity, /^(critical|warning)$/, alert)
    }
  },
)

t.test('every metric that says "alarm" has a rule', async (t) => {
  const named = new Set(rules.flatMap(({ expr }) => namesIn(expr)))
  const alarming = declared
    .filter(({ help }) => /\balarm (on|above|where)\b/.test(help))
    .map(({ name }) => name)
  t.ok(alarming.length > 8)
  t.strictSame(
    alarming.filter((name) => !named.has(name)),
    [],
  )
})

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string }[]
}

t.test('the dashboard shows every metric of ours, and no other', async (t) => {
  const { panels } = JSON.parse(readFileSync(dashboardFile, 'utf8')) as { panels: Panel[] }
  const exprs = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  for (const expr of exprs) t.strictSame(unknownIn(expr), [], expr)
  const shown = new Set(exprs.flatMap(namesIn).map((name) => series.get(name)))
  t.strictSame(
    ours.filter((name) => !shown.has(name)),
    [],
  )
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length, 'each panel has a number of its own')
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
  )
  t.equal(new Set(cells).size, cells.length, 'no two lie over each other')
  t.ok(panels.every(({ gridPos: { x, w } }) => x + w <= 24))
})

/** Where promtool is, on this machine. */
const promtool = spawnSync('promtool', ['--version']).status === 0 ? 'promtool' : undefined
const skip = promtool === undefined && 'promtool is not here (Debian: prometheus)'

t.test('every alarm has a case in which it goes off', async (t) => {
  t.strictSame(
    Object.keys(goesOff),
    rules.map(({ alert }) => alert),
  )
})

t.test(
  'promtool takes the configuration, which has the rules and the job that they name',
  { skip },
  async (t) => {
    const file = join(dirname(rulesFile), 'prometheus.yml')
    const { stdout } = await promisify(execFile)('promtool', ['check', 'config', file])
    t.match(stdout, 'alarms.yml')
    t.match(parse(readFileSync(file, 'utf8')), { scrape_configs: [{ job_name: 'verwijsindex' }] })
  },
)

t.test('promtool takes the rules', { skip }, async (t) => {
  t.ok(existsSync(rulesFile))
  const { stdout } = await promisify(execFile)('promtool', ['check', 'rules', rulesFile])
  t.match(stdout, `SUCCESS: ${rules.length} rules found`)
})

t.test('by promtool: each alarm goes off when it should, and none while all is well', { skip }, async (t) => {
  const asked = (input: Readonly<Record<string, string>>) => ({
    interval: '1m',
    input_series: Object.entries(input).map(([name, values]) => ({ series: name, values })),
  })
  const tests = [
    {
      ...asked(allIsWell),
      alert_rule_test: rules.flatMap(({ alert }) =>
        ['20m', '100m', '1000m', '1490m'].map((eval_time) => ({
          alertname: alert,
          eval_time,
          exp_alerts: [],
        })),
      ),
    },
    ...rules.map(({ alert, labels: { severity }, annotations }) => {
      const { series: input, at, labels } = goesOff[alert] ?? { series: {}, at: '0m' }
      const expected = { exp_labels: { severity, ...labels }, exp_annotations: annotations }
      return {
        ...asked(input),
        alert_rule_test: [{ alertname: alert, eval_time: at, exp_alerts: [expected] }],
      }
    }),
  ]
  const directory = t.testdir({
    'alarms.yml': readFileSync(rulesFile, 'utf8'),
    'cases.yml': stringify({ rule_files: ['alarms.yml'], evaluation_interval: '1m', tests }),
  })
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', join(directory, 'cases.yml')], {
    encoding: 'utf8',
  })
  t.equal(status, 0, `${stdout}${stderr}`)
})
