import { styleText } from 'node:util'
import type { Answer, ReceivedMail } from './stage.ts'

/** What the demonstration prints; the only file of it that knows of colours. */

interface Participant {
  readonly name: string
  readonly jobTitle: string
  readonly phone: string
  readonly email: string
  readonly organisation: { readonly name: string }
}

const colours = process.stdout.isTTY && process.stdout.hasColors()
const paint = (style: Parameters<typeof styleText>[0], text: string) =>
  colours ? styleText(style, text) : text
const print = (line = '') => process.stdout.write(`${line}\n`)

export function title(text: string): void {
  print()
  print(paint('bold', text))
  print(paint('dim', '─'.repeat(text.length)))
}

export function step(number: number, text: string): void {
  print()
  print(`${paint(['bold', 'cyan'], `${number}.`)} ${paint('bold', text)}`)
}

export function answer({ status, ms, request }: Answer, meaning: string): void {
  print(
    `   ${paint('dim', request)}  ${paint('green', String(status))}  ${paint('dim', `${ms.toFixed(0)} ms`)}`,
  )
  print(`   ${meaning}`)
}

export function refusal({ status, ms, request, body }: Answer, meaning: string): void {
  print(
    `   ${paint('dim', request)}  ${paint('red', String(status))}  ${paint('dim', `${ms.toFixed(0)} ms`)}`,
  )
  print(`   ${paint('yellow', `“${body.title}. ${body.detail}”`)}`)
  print(`   ${meaning}`)
}

export function contacts(participants: readonly Participant[]): void {
  for (const { name, jobTitle, organisation, phone, email } of participants) {
    print(
      `   ${paint('magenta', '☎')} ${paint('bold', name)}, ${jobTitle}, ${organisation.name}  ${paint('dim', `${phone}  ${email}`)}`,
    )
  }
}

export function mailHeader({ to, subject }: ReceivedMail): void {
  print(`   ${paint('magenta', '✉')} ${to}  ${paint('dim', subject)}`)
}

export function mailText(mail: ReceivedMail | undefined): void {
  print()
  for (const line of (mail?.text ?? '').trimEnd().split('\n')) print(paint('dim', `   │ ${line}`))
  print()
}

export function took(what: string, ms: number): void {
  print(`   ${paint('dim', `${what} within ${ms.toFixed(0)} ms`)}`)
}

export function note(text: string): void {
  print(`   ${text}`)
}

export function end(): void {
  print()
  print(paint('green', 'That is the story. Browse the API at /docs of a running instance (npm start).'))
  print()
}

export function failure(text: string): void {
  process.stderr.write(`\n${text}\n`)
}
