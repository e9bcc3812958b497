import { z } from 'zod'
import { type Base, parseBytes } from '@/lib/core/bytes'
import { AppError } from '@/lib/core/error'
import { isCurrency, parseDecimal } from '@/lib/core/money'
import { PlanInput } from './input'

export const refillPlaces = [1, 2, 3, 4, 5, 6] as const

const text = z.string().trim().default('')
const tick = z.literal('on').optional()

const Fields = z
  .object({
    id: z.string().optional(),
    versionId: z.string().optional(),
    name: text,
    description: text,
    connectionId: text,
    offer: text,
    dataAmount: text,
    dataUnit: z.enum(['MB', 'GB', 'TB']).catch('GB'),
    isUnlimited: tick,
    dataBase: text,
    days: text,
    validityStart: text,
    price: text,
    currency: text,
    countries: z.array(z.string()).default([]),
    region: text,
    networks: text,
    speed: text,
    hasHotspot: tick,
    canTopUp: tick,
    companyId: text,
    labels: text,
    isPublished: tick,
  })
  .catchall(z.unknown())

type Typed = z.output<typeof Fields>
type Complain = (field: string, message: string) => void

/** What `read` gives, or undefined and its sentence at the field. */
function attempt<T>(complain: Complain, field: string, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    complain(field, error.message)
    return undefined
  }
}

const bytesOf = (typed: string, unit: string, base: Base): bigint =>
  parseBytes(/[a-z]$/i.test(typed) ? typed : `${typed} ${unit}`, base)

const amountOf = (typed: string, code: string): bigint => {
  if (!isCurrency(code)) throw new AppError('invalid', 'Choose a currency first.')
  return parseDecimal(typed, code).amount
}

const typedAt = (form: Typed, field: string): string => {
  const value = form[field]
  return typeof value === 'string' ? value.trim() : ''
}

function refillsOf(form: Typed, base: Base, complain: Complain) {
  return refillPlaces.flatMap((place) => {
    const [size, price] = [`refillData${place}`, `refillPrice${place}`]
    const [typedSize, typedPrice] = [typedAt(form, size), typedAt(form, price)]
    const [typedDays, offer] = [typedAt(form, `refillDays${place}`), typedAt(form, `refillOffer${place}`)]
    if (!typedSize && !typedPrice && !typedDays && !offer) return []
    if (!typedSize) complain(size, 'Enter how much data this refill has, such as 1 GB.')
    if (!typedPrice) complain(price, 'Enter the price of this refill.')
    const bytes = typedSize && attempt(complain, size, () => bytesOf(typedSize, 'GB', base))
    const amount = typedPrice && attempt(complain, price, () => amountOf(typedPrice, form.currency))
    const days = typedDays ? Number(typedDays) : undefined
    return typeof bytes === 'bigint' && typeof amount === 'bigint'
      ? [{ place, bytes, amount, days, offer: offer || null }]
      : []
  })
}

/** What was typed, as `PlanInput` takes it; amounts that cannot be read are left out and complained of. */
function candidate(form: Typed, complain: Complain) {
  const base: Base = form.dataBase === '1024' ? 1024 : 1000
  const refills = refillsOf(form, base, complain)
  const seen = new Set<bigint>()
  for (const { place, bytes } of refills) {
    if (seen.has(bytes)) complain(`refillData${place}`, 'Another refill has this size already.')
    seen.add(bytes)
  }
  return {
    ...form,
    offer: form.offer || null,
    dataBytes: form.isUnlimited
      ? null
      : form.dataAmount
        ? attempt(complain, 'dataAmount', () => bytesOf(form.dataAmount, form.dataUnit, base))
        : undefined,
    dataBase: base,
    days: /^\d+$/.test(form.days) ? Number(form.days) : undefined,
    amount: form.price ? attempt(complain, 'price', () => amountOf(form.price, form.currency)) : undefined,
    region: form.region || null,
    hasHotspot: form.hasHotspot === 'on',
    canTopUp: form.canTopUp === 'on',
    refills,
    companyId: form.companyId || null,
    labels: form.labels
      .split(',')
      .map((label) => label.trim())
      .filter(Boolean),
    isPublished: form.isPublished === 'on',
  }
}

const fieldOf: Record<string, string> = { dataBytes: 'dataAmount', amount: 'price' }

const refillPart: Record<string, string> = { amount: 'Price', days: 'Days', offer: 'Offer' }

/** The field of the form that a part of the plan was typed in. */
export const refillField = (part: string, place: number): string =>
  `refill${refillPart[part] ?? 'Data'}${place}`

function fieldAt([name, at, part]: PropertyKey[], refills: readonly { place: number }[]): string {
  if (name === 'refills' && typeof at === 'number') return refillField(String(part), refills[at]!.place)
  return fieldOf[String(name)] ?? String(name)
}

/** The form of a plan: every sentence at its field at once, and out comes what `savePlan` takes. */
export const PlanForm = Fields.transform((form, ctx) => {
  const blamed = new Set<string>()
  const complain: Complain = (field, message) => {
    if (blamed.has(field)) return
    blamed.add(field)
    ctx.addIssue({ code: 'custom', path: [field], message })
  }
  const given = candidate(form, complain)
  const parsed = PlanInput.safeParse(given)
  for (const { path, message } of parsed.error?.issues ?? []) complain(fieldAt(path, given.refills), message)
  return parsed.success ? parsed.data : z.NEVER
})
