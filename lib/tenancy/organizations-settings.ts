import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { tenants } from '@/db/schema'
import { enterTenant } from '@/db/tenant'
import { countryName, isCountry } from '@/lib/core/countries'
import { notFound } from '@/lib/core/error'
import { isCurrency } from '@/lib/core/money'
import { parseMsisdn } from '@/lib/core/msisdn'
import { Email, OrganizationName } from './accounts'
import { audit } from './audit'
import type { Context } from './context'
import { authorize } from './permissions'

const line = z.string().trim().max(120, 'Use at most 120 characters.').default('')
const optional = <T extends z.ZodType>(type: T) => z.union([z.literal('').default(''), type])

const Phone = z
  .string()
  .trim()
  .superRefine((text, ctx) => {
    const parsed = text ? parseMsisdn(text) : null
    if (parsed && 'error' in parsed) ctx.addIssue({ code: 'custom', message: parsed.error })
  })
  .default('')

/** Who is billed, where, and how to reach them. Every part may stay empty. */
export const Profile = z.object({
  companyName: line,
  vatNumber: line,
  street: line,
  house: line,
  postalCode: line,
  city: line,
  state: line,
  country: z
    .string()
    .refine((code) => !code || isCountry(code), 'Choose a country.')
    .default(''),
  contactName: line,
  contactEmail: optional(Email),
  phone: Phone,
  phone2: Phone,
})

const isTimezone = (zone: string) => zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone)

export const OrganizationSettings = Profile.extend({
  name: OrganizationName,
  currency: z.string().refine((code): boolean => isCurrency(code), 'Choose a currency.'),
  timezone: z.string().refine(isTimezone, 'Choose a time zone.'),
})

export type OrganizationData = z.output<typeof OrganizationSettings>

/** What Settings -> Account shows. */
export async function getOrganization(ctx: Context): Promise<OrganizationData> {
  authorize(ctx, 'settings:read')
  const [row] = await db.select().from(tenants).where(eq(tenants.id, ctx.tenantId))
  if (!row) throw notFound('organization')
  const { name, currency, timezone } = row
  return { ...Profile.parse({}), ...row.profile, name, currency, timezone }
}

/** Who sells, as receipts name it: the lines of name and address, and the VAT number. */
export type Seller = { lines: string[]; vatNumber: string | null }

export async function sellerOf(tenantId: string): Promise<Seller> {
  const [row] = await db.select().from(tenants).where(eq(tenants.id, tenantId))
  if (!row) throw notFound('organization')
  const profile = { ...Profile.parse({}), ...row.profile }
  const { companyName, street, house, postalCode, city, state, country, contactEmail, vatNumber } = profile
  const lines = [
    companyName || row.name,
    [street, house].filter(Boolean).join(' '),
    [postalCode, city, state].filter(Boolean).join(' '),
    country && countryName(country),
    contactEmail,
  ]
  return { lines: lines.filter(Boolean), vatNumber: vatNumber || null }
}

/** Keeps name, default currency, time zone and billing profile. The slug stays: links go on working. */
export async function saveOrganization(ctx: Context, input: OrganizationData): Promise<void> {
  authorize(ctx, 'settings:write')
  const { name, currency, timezone, ...profile } = input
  await db.transaction(async (tx) => {
    await tx.update(tenants).set({ name, currency, timezone, profile }).where(eq(tenants.id, ctx.tenantId))
    await enterTenant(tx, ctx)
    await audit(tx, ctx, 'organization.changed', ctx.tenantId, { name, currency, timezone })
  })
}
