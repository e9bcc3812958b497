import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { db } from '@/db/client'
import { addresses, audits, memberships, stores, tenants, users } from '@/db/schema'
import { mailsTo } from '@/lib/testing/mail'
import { homeOf, SignUp, signIn, signUp } from './accounts'
import { findMembership } from './organizations'
import { findSession } from './sessions'
import { throttle } from './throttle'

let serial = 0
const address = () => `person${++serial}@example.test`
/** Every test comes from an address of its own, so that none uses up the tries of another. */
const place = () => ({ ip: `192.0.2.${++serial}`, userAgent: 'Test' })
const person = (with_ = {}) => ({
  organization: `Acme ${++serial}`,
  name: 'Anna',
  email: address(),
  password: 'horse staple lamp',
  ...with_,
})

describe('signing up', () => {
  test('makes an organization, its owner, and a store that is open under the same slug', async () => {
    const made = await signUp(person({ organization: 'Café Größe' }), place())

    expect(made?.slug).toBe('cafe-grosse')
    const user = await findSession(made!.sessionId)
    expect(await findMembership(user!.id, made!.slug)).toMatchObject({ role: 'owner', companyId: null })
    const [store] = await db
      .select({ slug: stores.slug, isOpen: stores.isOpen, name: stores.name })
      .from(addresses)
      .innerJoin(stores, eq(stores.id, addresses.entityId))
      .where(and(eq(addresses.kind, 'store'), eq(addresses.key, made!.slug)))
    expect(store).toEqual({ slug: 'cafe-grosse', isOpen: true, name: 'Café Größe' })
    expect(await db.$count(audits, eq(audits.action, 'organization.created'))).toBeGreaterThan(0)
  })

  test('gives two organizations of one name different addresses, also at once', async () => {
    const organization = 'Twin Mobile'
    const made = await Promise.all([1, 2, 3].map(() => signUp(person({ organization }), place())))
    expect(new Set(made.map((each) => each?.slug)).size).toBe(3)
  })

  test('never gives away an address of the product itself', async () => {
    const made = await signUp(person({ organization: 'Admin' }), place())
    expect(made?.slug).toBe('admin-mobile')
  })

  test('makes nothing for an address that has an account, and tells only its owner', async () => {
    const first = person()
    await signUp(first, place())
    const organization = `Stranger ${++serial}`

    const answer = await signUp({ ...first, organization, password: 'another long password' }, place())

    expect(answer).toBeNull()
    expect(await db.$count(tenants, eq(tenants.name, organization))).toBe(0)
    expect(await mailsTo(first.email)).toMatchObject([
      { template: 'alreadyRegistered', props: { organization } },
    ])
  })

  test('adds an organization to an account when its password is right', async () => {
    const first = person()
    const before = await signUp(first, place())
    const made = await signUp({ ...first, organization: 'Second one' }, place())

    const [one, two] = [await findSession(before!.sessionId), await findSession(made!.sessionId)]
    expect(two?.id).toBe(one?.id)
    expect(await db.$count(memberships, eq(memberships.userId, two!.id))).toBe(2)
  })

  test('makes one account when an address signs up twice at once', async () => {
    const input = person()
    const answers = await Promise.all([signUp(input, place()), signUp(input, place())])
    // The slower one is told, or, when the account is there by then, signed in: its password is right.
    expect(answers.filter(Boolean).length).toBeGreaterThan(0)
    expect(await db.$count(users, eq(users.email, input.email))).toBe(1)
  })

  test.each([
    ['short', 'at least 10'],
    ['Password123!', 'too common'],
    ['aaaaaaaaaaaaa', 'too common'],
    ['1234567890', 'too common'],
  ])('refuses the password %s', (password, why) => {
    const { error } = SignUp.safeParse(person({ password }))
    expect(error?.issues.map(({ message }) => message).join()).toContain(why)
  })
})

describe('signing in', () => {
  test('opens a session, whatever the case of the address', async () => {
    const input = person()
    await signUp(input, place())
    const { email, password } = SignUp.parse({ ...input, email: ` ${input.email.toUpperCase()} ` })
    const user = await findSession(await signIn({ email, password }, place()))
    expect(user?.email).toBe(input.email)
    expect(await homeOf(user!.id)).toMatch(/^\/admin\/acme-/)
  })

  test('says the same of a wrong password and an unknown address', async () => {
    const { email } = person()
    await signUp(person({ email }), place())
    const answers = [email, address()].map((each) =>
      signIn({ email: each, password: 'wrong wrong wrong' }, place()).catch((error) => error),
    )
    const [wrong, unknown] = await Promise.all(answers)
    expect(wrong).toMatchObject({ code: 'unauthenticated' })
    expect(unknown.message).toBe(wrong.message)
  })

  test('takes as long for an unknown address as for a wrong password', async () => {
    const { email } = person()
    await signUp(person({ email }), place())
    async function msFor(tried: () => string) {
      const times: number[] = []
      for (let round = 0; round < 5; round += 1) {
        const startedAt = performance.now()
        await signIn({ email: tried(), password: 'wrong wrong wrong' }, place()).catch(() => null)
        times.push(performance.now() - startedAt)
      }
      return Math.min(...times)
    }
    const [known, unknown] = [await msFor(() => email), await msFor(address)]
    expect(unknown).toBeGreaterThan(known / 2)
  })

  test('stops guesses, even if the right one comes, and says how long to wait', async () => {
    const input = person()
    await signUp(input, place())
    const origin = place()
    const guess = (password: string, from = origin) => signIn({ email: input.email, password }, from)
    const guesses = Array.from({ length: 8 }, () => guess('wrong wrong wrong').catch(({ code }) => code))
    expect(new Set(await Promise.all(guesses))).toEqual(new Set(['unauthenticated']))

    const stopped = await guess(input.password).catch((error) => error)
    expect(stopped).toMatchObject({ code: 'limit' })
    expect(stopped.message).toMatch(/Wait \d+ minutes/)
    expect(stopped.detail.retryAfterSeconds).toBeGreaterThan(60)
    await expect(guess(input.password, place())).resolves.toMatch(/^ses_/)
  })

  test('does not use up the tries of those who share an address and get in', async () => {
    const input = person()
    const office = place()
    await signUp(input, office)
    for (let wrong = 0; wrong < 58; wrong += 1) await throttle('signInPerIp', office.ip)
    for (let day = 0; day < 4; day += 1) await expect(signIn(input, office)).resolves.toMatch(/^ses_/)
  })
})
