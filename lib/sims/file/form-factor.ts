import { accept, type Parsed, quoted, refuse } from '@/lib/core/identifiers'

export type FormFactor = 'physical' | 'esim'

const physical =
  'physical card plastic sim simcard usim uicc nano micro mini 2ff 3ff 4ff 2ff3ff4ff triple trio mff2 chip'
const esim = 'esim euicc virtual digital profile esimprofile batch esimbatch'
/** What other systems keep in a column of this name: how a SIM is paid, or whether it came with a plan. */
const other = 'prepaid postpaid subscription paygo payasyougo paired unpaired'

const words = (list: string) => new Set(list.split(' '))
const [physicals, esims, others] = [words(physical), words(esim), words(other)]

/** The form of a SIM, or null for a word that says something else. */
export function parseFormFactor(text: string): Parsed<FormFactor | null> {
  const word = text.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (physicals.has(word)) return accept('physical' as const)
  if (esims.has(word)) return accept('esim' as const)
  if (others.has(word))
    return accept(null, `${quoted(text)} is not a form of SIM (physical or esim) and was ignored.`)
  return refuse(`${quoted(text)} is neither physical nor esim.`)
}
