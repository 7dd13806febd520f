import { z } from 'zod'
import { faultCodes, faultMeanings } from '../../../ground/fault-codes.ts'

/** The closed list of what may be wrong with a field, in the public document. */
export const FaultCode = z.enum(faultCodes).meta({
  id: 'FaultCode',
  description: `What is wrong with one field.\n\n${faultCodes
    .map((code) => `- \`${code}\`: ${faultMeanings[code]}`)
    .join('\n')}`,
})
