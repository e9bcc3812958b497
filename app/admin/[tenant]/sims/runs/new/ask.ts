import type { FieldProps } from '@/components/form/field'
import { listPlanNames } from '@/lib/plans/list'
import type { ChangeName } from '@/lib/sims/runs/changes'
import { operatorsOf } from '@/lib/sims/runs/list'
import type { Selection } from '@/lib/sims/runs/selection'
import { listCompanyNames } from '@/lib/tenancy/companies'
import type { TenantContext } from '@/lib/web/session'

type Ask = { fields: FieldProps[]; about: string; danger?: boolean }

async function planField(ctx: TenantContext, selection: Selection): Promise<FieldProps> {
  const [plans, operators] = await Promise.all([listPlanNames(ctx), operatorsOf(ctx, selection)])
  const fitting = plans.filter(({ connectionId }) => operators.some(({ id }) => id === connectionId))
  const nameOf = (id: string) => operators.find((operator) => operator.id === id)?.name
  return {
    name: 'planId',
    label: 'Plan',
    type: 'select',
    required: true,
    hint: fitting.length
      ? 'Plans of the operators of these SIMs.'
      : `There is no plan of ${operators.map(({ name }) => name).join(' or ')} yet. Make one under Plans.`,
    options: [
      { value: '', label: 'Choose a plan' },
      ...fitting.map(({ id, name, connectionId }) => ({
        value: id,
        label: operators.length > 1 ? `${name} (${nameOf(connectionId)})` : name,
      })),
    ],
  }
}

async function companyField(ctx: TenantContext): Promise<FieldProps> {
  const companies = await listCompanyNames(ctx)
  return {
    name: 'companyId',
    label: 'Company',
    type: 'select',
    options: [
      { value: '', label: 'No company' },
      ...companies.map(({ id, name }) => ({ value: id, label: name })),
    ],
  }
}

const label: FieldProps = { name: 'label', label: 'Label', required: true, maxLength: 50 }

const forms: Record<ChangeName, (ctx: TenantContext, selection: Selection) => Promise<Ask> | Ask> = {
  assignPlan: async (ctx, selection) => ({
    fields: [await planField(ctx, selection)],
    about:
      'The SIMs become “Activation ready”. One that is used or sold already, or of another operator, is left as it is, with the reason.',
  }),
  unassignPlan: () => ({
    fields: [],
    about: 'SIMs that were never used become “Blank” again. Others are left as they are.',
  }),
  setCompany: async (ctx) => ({
    fields: [await companyField(ctx)],
    about: 'The staff of the company see the SIMs from then on. End users of another company are taken off.',
  }),
  addLabel: () => ({ fields: [label], about: 'The label is added to those that the SIMs have.' }),
  removeLabel: () => ({ fields: [label], about: 'SIMs without this label stay as they are.' }),
  suspend: () => ({
    fields: [
      {
        name: 'reason',
        label: 'Reason',
        required: true,
        maxLength: 200,
        hint: 'Such as: lost, stolen, unpaid. It stands on the SIM until it is resumed.',
      },
    ],
    about:
      'Operators that can stop a SIM are told to. For the others the suspension stands only in these books.',
    danger: true,
  }),
  resume: () => ({ fields: [], about: 'Suspended SIMs become active again; their operators are told.' }),
  archive: () => ({
    fields: [],
    about:
      'Archived SIMs are kept for the records and cannot be used or brought back. Active SIMs must be suspended first.',
    danger: true,
  }),
}

/** What a form must ask before an action can begin, and what the action will do. */
export const askFor = async (kind: ChangeName, ctx: TenantContext, selection: Selection): Promise<Ask> =>
  forms[kind](ctx, selection)
