import { notFound } from '@/lib/core/error'
import type { Change } from './change'
import { addLabel, removeLabel, setCompany } from './owner'
import { assignPlan, unassignPlan } from './plan'
import { archive, resume, suspend } from './service'

/** Everything that can be done to many SIMs at once. */
export const changes = {
  assignPlan,
  unassignPlan,
  setCompany,
  addLabel,
  removeLabel,
  suspend,
  resume,
  archive,
} as const satisfies Record<string, Change>

export type ChangeName = keyof typeof changes

export const isChange = (name: string): name is ChangeName => Object.hasOwn(changes, name)

/** Throws `not_found` for a word that names none. */
export function changeNamed(name: string): Change {
  if (!isChange(name)) throw notFound('action', name)
  return changes[name]
}
