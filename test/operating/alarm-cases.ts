/** Series by which an alarm goes off, as promtool takes them: one sample a minute. */
export interface AlarmCase {
  readonly series: Readonly<Record<string, string>>
  /** When it is looked at. */
  readonly at: string
  /** The labels of the alarm besides its severity. */
  readonly labels?: Readonly<Record<string, string>>
}

const job = 'job="verwijsindex"'
const one = { job: 'verwijsindex' }
const gauge = (name: string, values: string, at: string): AlarmCase => ({
  series: { [`${name}{${job},instance="a"}`]: values },
  at,
  labels: one,
})

/** Of each alarm: when it goes off. Time begins at 0 (1970), so that a time stamp of 0 is an hour ago after an hour. */
export const goesOff: Readonly<Record<string, AlarmCase>> = {
  InstanceAway: {
    series: { [`up{${job},instance="a"}`]: '1 0x5', [`up{${job},instance="b"}`]: '1x6' },
    at: '4m',
    labels: { ...one, instance: 'a' },
  },
  FiguresAbsent: { series: { [`up{${job},instance="a"}`]: '1x6' }, at: '3m', labels: one },
  AnswersFail: {
    series: {
      [`http_request_duration_seconds_count{${job},status="201"}`]: '0+98x20',
      [`http_request_duration_seconds_count{${job},status="500"}`]: '0+2x20',
    },
    at: '15m',
    labels: one,
  },
  NotificationsWait: gauge('notification_oldest_waiting_seconds', '901x5', '3m'),
  NotificationsRefused: gauge('notifications_refused', '3x30 13x60', '80m'),
  LogbookNotSealed: gauge('logbook_oldest_unsealed_seconds', '61x5', '3m'),
  LogbookSealingRefused: gauge('logbook_sealing_refused', '0 1 1', '2m'),
  LogbookWitnessDiffers: gauge('logbook_witness_differs', '0 2 2', '2m'),
  LogbookWitnessAway: gauge('logbook_witness_kept_timestamp_seconds', '0x90', '70m'),
  LogbookWitnessBehind: {
    ...gauge('logbook_witness_behind_seconds', '901x5', '3m'),
    labels: { ...one, instance: 'a' },
  },
  RetentionRefused: gauge('retention_refused', '0 1 1', '2m'),
  RetentionStopped: gauge('retention_last_run_timestamp_seconds', '0x90', '70m'),
  RetentionBehind: {
    series: { [`retention_due{${job},rule="turned_23"}`]: '1x400' },
    at: '370m',
    labels: { ...one, rule: 'turned_23' },
  },
  LedgerBehind: gauge('ledger_oldest_waiting_seconds', '61x5', '3m'),
  SealsUnreadable: {
    series: { [`seals_unreadable_total{${job},key_version="2"}`]: '_x5 1x5' },
    at: '8m',
    labels: { ...one, key_version: '2' },
  },
  KeyChangeStands: {
    series: {
      [`key_change_to_do{${job},kind="index"}`]: '3x120',
      [`key_change_to_do{${job},kind="seal"}`]: '1000-1x120',
    },
    at: '110m',
    labels: { ...one, kind: 'index' },
  },
  TokenIssuerAway: {
    series: { [`token_issuer_unavailable{${job},issuer="https://a.example"}`]: '1x5' },
    at: '3m',
    labels: { ...one, issuer: 'https://a.example' },
  },
  TokensOfIssuerRefused: {
    series: {
      [`tokens_refused_total{${job},issuer="https://a.example",claim="aud",reason="not-accepted"}`]: '0+1x40',
      [`tokens_accepted_total{${job},issuer="https://a.example"}`]: '7x40',
      [`tokens_refused_total{${job},issuer="https://b.example",claim="aud",reason="not-accepted"}`]: '0+1x40',
      [`tokens_accepted_total{${job},issuer="https://b.example"}`]: '0+1x40',
    },
    at: '30m',
    labels: { ...one, issuer: 'https://a.example' },
  },
  TokensRefusedMoreOften: {
    series: {
      [`tokens_refused_total{${job},issuer="unknown",claim="iss",reason="not-accepted"}`]:
        '0+1x1440 1440+20x60',
    },
    at: '1470m',
    labels: one,
  },
  VersionsSideBySide: {
    series: {
      [`build_info{${job},instance="a",version="1",revision="x"}`]: '1x1500',
      [`build_info{${job},instance="b",version="1",revision="y"}`]: '1x1500',
    },
    at: '1450m',
    labels: one,
  },
}

/** An installation of two instances that runs as it should, for a day and more: no alarm goes off, once Prometheus has looked on for a while. */
export const allIsWell: Readonly<Record<string, string>> = Object.fromEntries(
  ['a', 'b'].flatMap((instance) =>
    Object.entries({
      up: '1x1500',
      notifications_waiting: '3x1500',
      notification_oldest_waiting_seconds: '899x1500',
      notifications_refused: '0+0.1x1500',
      logbook_oldest_unsealed_seconds: '20x1500',
      logbook_sealing_refused: '0x1500',
      logbook_witness_differs: '0x1500',
      logbook_witness_kept_timestamp_seconds: '0+60x1500',
      logbook_witness_behind_seconds: '0 20 0x1500',
      retention_refused: '0x1500',
      retention_last_run_timestamp_seconds: '0+60x1500',
      'retention_due{rule="turned_23"': '1x300 0x1200',
      ledger_oldest_waiting_seconds: '2x1500',
      'seals_unreadable_total{key_version="1"': '4x1500',
      'key_change_to_do{kind="index"': '9000-300x30 0x1470',
      'token_issuer_unavailable{issuer="https://a.example"': '0 1 0x1500',
      'tokens_accepted_total{issuer="https://a.example"': '0+20x1500',
      'tokens_refused_total{issuer="https://a.example",claim="exp",reason="past"': '0+1x1500',
      'tokens_refused_total{issuer="unknown",claim="authorization",reason="missing"': '0+2x1500',
      'build_info{version="1",revision="x"': '1x1500',
      'http_request_duration_seconds_count{status="201"': '0+1000x1500',
      'http_request_duration_seconds_count{status="503"': '0+1x1500',
    }).map(([series, values]) => [
      `${series}${series.includes('{') ? ',' : '{'}${job},instance="${instance}"}`,
      values,
    ]),
  ),
)
