import { categoryLabels, domainNames } from '../documents/dutch-names.ts'
import { type Category, categories, categoryNames } from '../ground/law.ts'

/**
 * The category that somebody means, by its identifier or its Dutch name; undefined where the law does not designate it (R1,
 * Besluit Jw 7.1.1-7.1.7): an organisation of such a category cannot take part.
 */
export function designatedCategory(text: string): Category | undefined {
  const wanted = text.trim().toLowerCase()
  return categoryNames.find(
    (category) => category === wanted || categoryLabels[category].toLowerCase() === wanted,
  )
}

/** Why a category is refused, and which ones the law does name (R1). */
export const notDesignated = `Deze categorie wijst de wet niet aan, zodat een organisatie daarvan niet kan meedoen (kinderopvang bijvoorbeeld). Het Besluit Jeugdwet (artikelen 7.1.1 tot en met 7.1.7) noemt: ${namedByLaw()}.`

function namedByLaw(): string {
  return Object.entries(domainNames)
    .map(([domain, name]) => {
      const labels = categoryNames.filter((category) => categories[category] === domain)
      return `${name} (${labels.map((category) => categoryLabels[category]).join(', ')})`
    })
    .join('; ')
}
