import { z } from 'zod'

/** Who somebody is and how to reach them. No part of it has room for a number of a young person (R7). */
export const personFields = {
  name: z
    .string()
    .max(100, 'Een naam heeft ten hoogste 100 tekens.')
    .regex(/^\p{L}[\p{L}\p{M} .,'’-]*$/u, 'Een naam bestaat uit letters.')
    .meta({ description: 'Name, as colleagues know it.', example: 'S. de Wit' }),
  jobTitle: z
    .string()
    .max(100, 'Een functie heeft ten hoogste 100 tekens.')
    .regex(/^\p{L}[\p{L}\p{M} .,'’()&/-]*$/u, 'Een functie bestaat uit letters.')
    .meta({ description: 'What they are in their organisation.', example: 'Jeugdverpleegkundige' }),
  email: z
    .string()
    .max(254, 'Een mailadres heeft ten hoogste 254 tekens.')
    .regex(
      /^(?!.*\d{8})[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$/,
      'Dit is geen geldig mailadres.',
    )
    .meta({ description: 'One address for mail.', example: 's.dewit@ggd.example' }),
  phone: z
    .string()
    .max(20, 'Een telefoonnummer heeft ten hoogste 20 tekens.')
    .regex(/^(?=(?:\D*\d){10,15}\D*$)(?:\+|0)\d[\d -]*\d$/, 'Dit is geen geldig telefoonnummer.')
    .meta({ description: 'Telephone number, with area code.', example: '038-1234567' }),
}
