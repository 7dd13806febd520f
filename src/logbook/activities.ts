import type { Ground } from '../ground/law.ts'

/** What processing of personal data an event is part of, as the register of processing activities names it. */
export interface Activity {
  readonly name: string
  /** What it is done for, with the article that says so. */
  readonly purpose: string
  readonly ground: Ground
}

export const activities = {
  registering: {
    name: 'Registreren van signalen',
    purpose: 'Vastleggen dat een professional bij een jeugdige betrokken is',
    ground: 'Jw 7.1.4.1',
  },
  matching: {
    name: 'Samenbrengen van signalen',
    purpose: 'Vaststellen dat meer professionals bij een jeugdige betrokken zijn',
    ground: 'Jw 7.1.2.3 c',
  },
  notifying: {
    name: 'Berichten aan betrokken professionals',
    purpose: 'Professionals laten weten wie er ook betrokken is',
    ground: 'Jw 7.1.4.3 lid 2',
  },
  ending: {
    name: 'Verlengen en beëindigen van signalen',
    purpose: 'Een signaal niet langer laten staan dan nodig',
    ground: 'Jw 7.1.4.5 lid 2',
  },
  archiving: {
    name: 'Historisch archief',
    purpose: 'Een melder eenmaal wijzen op eerdere signalen',
    ground: 'Jw 7.1.4.6',
  },
  destroying: {
    name: 'Vernietigen',
    purpose: 'Vernietigen wat er niet meer mag zijn',
    ground: 'Jw 7.1.4.5 lid 2',
  },
  consulting: {
    name: 'Raadplegen van eigen signalen en matches',
    purpose: 'Een professional de eigen signalen en matches laten zien',
    ground: 'Jw 7.1.4.4',
  },
  identifying: {
    name: 'Vaststellen van de identiteit',
    purpose: 'Verwisseling van jeugdigen voorkomen',
    ground: 'Jw 7.1.4.2',
  },
  connecting: {
    name: 'Aansluiten van gemeenten en partners',
    purpose: 'Afspraken over het gebruik maken en bijhouden',
    ground: 'Jw 7.1.3.1',
  },
  coordinating: {
    name: 'Beheer binnen een organisatie',
    purpose: 'Contactgegevens en lopende signalen van een organisatie op orde houden',
    ground: 'Jw 7.1.3.3',
  },
  answering: {
    name: 'Rechten van betrokkenen',
    purpose: 'Verzoeken van jeugdigen en ouders behandelen',
    ground: 'Jw 7.1.5',
  },
  reporting: {
    name: 'Rapporteren',
    purpose: 'Cijfers geven die tot niemand te herleiden zijn',
    ground: 'Jw 7.1.2.3 h',
  },
  accounting: {
    name: 'Verantwoorden',
    purpose: 'Bijhouden wie wat deed en zag, en daarop toezien',
    ground: 'Jw 7.1.2.3 f',
  },
} as const satisfies Record<string, Activity>

export type ActivityName = keyof typeof activities

/** Under what a processing activity stands in the register. */
export function activityId(activity: ActivityName): string {
  return `urn:verwijsindex:processing-activity:${activity}`
}
