import type { Test } from 'tap'
import { type Ask, asker } from './ask.ts'
import { type Account, type Region, region } from './region.ts'
import { createTestService, type TestService } from './service.ts'

/** The last minute before a merger on 1 January 2027 in Amsterdam, and its first instant. */
export const lastMinute = new Date('2026-12-31T22:59:00Z')
export const midnight = new Date('2026-12-31T23:00:00Z')

interface Place {
  readonly code: string
  /** A convenant of this municipality alone. */
  readonly convenant: string
  /** A partner in that convenant, and a professional of it. */
  readonly organisation: string
  readonly professional: Account
  readonly followUp: Account
  readonly administrator: Account
}

/**
 * Two municipalities that may merge and a neighbour that may not, each with a convenant, a partner and officers of its own,
 * and one convenant of all three with a partner of its own.
 */
export interface MergingRegion extends TestService {
  readonly ask: Ask
  readonly made: Region
  readonly clock: { now: Date }
  readonly west: Place
  readonly east: Place
  readonly neighbour: Place
  readonly joint: string
  readonly jointProfessional: Account
  readonly administrator: Account
  /** Records that west and east go on as 9001 from 1 January 2027. */
  merge(): Promise<void>
}

export async function mergingRegion(t: Test): Promise<MergingRegion> {
  const clock = { now: new Date('2026-10-01T10:00:00Z') }
  const tested = await createTestService(t, { clock: () => clock.now })
  const made = region(tested.database.sql)
  const ask = asker(tested)
  const place = async (code: string, name: string): Promise<Place> => {
    const municipality = await made.municipality(code, name)
    const convenant = await made.convenant([municipality])
    const organisation = await made.organisation()
    await made.partner(convenant, organisation)
    return {
      code,
      convenant,
      organisation,
      professional: await made.account({ organisation }),
      followUp: await made.account({ roles: ['follow_up_officer'], municipality }),
      administrator: await made.account({ roles: ['municipal_administrator'], municipality }),
    }
  }
  const west = await place('0150', 'Deventer')
  const east = await place('0193', 'Zwolle')
  const neighbour = await place('0166', 'Kampen')
  const joint = await made.convenant([west.code, east.code, neighbour.code], { from: '2021-01-01' })
  const jointOrganisation = await made.organisation()
  await made.partner(joint, jointOrganisation)
  const administrator = await made.account({ roles: ['functional_administrator'] })
  return {
    ...tested,
    ask,
    made,
    clock,
    west,
    east,
    neighbour,
    joint,
    jointProfessional: await made.account({ organisation: jointOrganisation }),
    administrator,
    async merge() {
      const { status } = await ask(administrator.subject, 'POST', '/municipality-mergers', merger)
      t.equal(status, 201, 'the merger is recorded')
    },
  }
}

const merger = {
  formerCodes: ['0150', '0193'],
  successor: { code: '9001', name: 'IJsselstad' },
  mergerDate: '2027-01-01',
}
