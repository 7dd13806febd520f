import { readEmailAddress } from '../../../contact/email-address.ts'
import { readJobTitle, readPersonName } from '../../../contact/names.ts'
import { readPhoneNumber } from '../../../contact/phone-number.ts'
import { keptText } from './common.ts'

/** Who somebody is and how to reach them, each in the form in which it is kept. No part of it has room for a number of a young person (R7). */
export const personFields = {
  name: keptText(100, 'Een naam heeft ten hoogste 100 tekens.', readPersonName).meta({
    description: 'Name, as colleagues know it, in Latin letters.',
    example: 'S. de Wit',
  }),
  jobTitle: keptText(100, 'Een functie heeft ten hoogste 100 tekens.', readJobTitle).meta({
    description: 'What they are in their organisation.',
    example: 'Jeugdverpleegkundige',
  }),
  email: keptText(254, 'Een mailadres heeft ten hoogste 254 tekens.', readEmailAddress).meta({
    description: 'One address for mail. An internationalised domain is kept in its ASCII form.',
    example: 's.dewit@ggd.example',
  }),
  phone: keptText(40, 'Een telefoonnummer heeft ten hoogste 40 tekens.', readPhoneNumber).meta({
    description: 'Telephone number, with area code, in any form that people write; kept in one.',
    example: '038-1234567',
  }),
}
