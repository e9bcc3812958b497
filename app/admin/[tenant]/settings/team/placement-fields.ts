import type { FieldProps } from '@/components/form/field'
import { type Role, roleLabels, staffRoles } from '@/lib/tenancy/permissions'

export type Company = { id: string; name: string }

const meanings: Record<(typeof staffRoles)[number], string> = {
  owner: 'everything, also other owners',
  admin: 'everything but owners',
  support: 'SIMs, orders, refunds and customers',
  viewer: 'sees all, changes nothing',
  company: 'sees one company only',
}

/** Role and company as fields of a form; roles that this person may not give are left out. */
export function placementFields(
  mayGiveOwner: boolean,
  companies: readonly Company[],
  now: { role: Role; companyId: string | null } = { role: 'viewer', companyId: null },
): FieldProps[] {
  const roles = staffRoles.filter(
    (role) => (role !== 'owner' || mayGiveOwner) && (role !== 'company' || companies.length > 0),
  )
  const role: FieldProps = {
    name: 'role',
    label: 'Role',
    type: 'select',
    options: roles.map((each) => ({ value: each, label: `${roleLabels[each]}: ${meanings[each]}` })),
    defaultValue: now.role,
  }
  const company: FieldProps = {
    name: 'companyId',
    label: 'Company',
    type: 'select',
    hint: 'Only for company staff.',
    options: [
      { value: '', label: 'No company' },
      ...companies.map(({ id, name }) => ({ value: id, label: name })),
    ],
    defaultValue: now.companyId ?? '',
  }
  return companies.length ? [role, company] : [role]
}
