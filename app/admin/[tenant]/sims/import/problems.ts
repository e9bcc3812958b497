import type { FormState } from '@/components/form/state'

const atField: Record<string, FormState> = {
  file: { fields: { file: ['Choose the file that holds your SIMs. It must not be empty.'] } },
  too_large: { fields: { file: ['The file is larger than 100 MB. Split it into several.'] } },
  connectionId: { fields: { connectionId: ['Choose the telecom that these SIMs belong to.'] } },
}

/** What a plain form is told by a word in the address; with script the answer itself is shown. */
export const problemState = (problem: string | undefined): FormState =>
  problem ? (atField[problem] ?? { message: 'The upload did not work. Send the file again.' }) : {}
