import { writeFileSync } from 'node:fs'
import { billOfMaterials } from './bill-of-materials.ts'

const project = new URL('../../../', import.meta.url)

/** `npm run sbom`: writes what the service is made of, for the image. */
writeFileSync(new URL('sbom.cdx.json', project), `${JSON.stringify(billOfMaterials(project), null, 2)}\n`)
