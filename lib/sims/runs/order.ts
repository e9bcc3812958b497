import { z } from 'zod'
import { Selection } from './selection'

/** What a run keeps of what was asked. `until` is the newest SIM that there was. */
export const RunOrder = z.object({
  selection: Selection,
  input: z.unknown(),
  until: z.string(),
  companyId: z.string().nullable(),
})
export type RunOrder = z.output<typeof RunOrder>
