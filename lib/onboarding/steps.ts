import type { Context } from '@/lib/tenancy/context'
import { type Facts, readFacts } from './facts'

type Step = {
  id: string
  title: string
  about: string
  /** Below `/admin/{organization}`. */
  href: string
  isOptional?: true
  needs: readonly string[]
  done: (facts: Facts) => boolean
  /** What it waits for though all it needs is there; a sentence. */
  waits?: (facts: Facts) => string | null
}

/** The five that must be done, then the optional ones, in the order in which they are best done. */
export const steps: readonly Step[] = [
  {
    id: 'telecoms',
    title: 'Integrate your telecoms',
    about: 'Connect the supplier of your eSIMs, or name the stock of SIMs that you have.',
    href: '/settings/telecoms',
    needs: [],
    done: (f) => f.hasWorkingTelecom,
    waits: (f) => (f.hasTelecom ? 'Waits for credentials that work' : null),
  },
  {
    id: 'company',
    title: 'Create company',
    about: 'A business customer, or a virtual company for a sales channel of your own.',
    href: '/companies',
    needs: [],
    done: (f) => f.hasCompany,
  },
  {
    id: 'sims',
    title: 'Upload your SIMs',
    about: 'A CSV or Excel file with ICCIDs and activation codes; it is checked before anything is kept.',
    href: '/sims/import',
    needs: ['telecoms'],
    done: (f) => f.hasSim,
    waits: (f) => (f.isImporting ? 'Waits for the import to finish' : null),
  },
  {
    id: 'plans',
    title: 'Create plans',
    about: 'Data, days, countries and your price.',
    href: '/plans',
    needs: ['telecoms'],
    done: (f) => f.hasPlan,
  },
  {
    id: 'assign',
    title: 'Assign the plan to SIMs',
    about: 'Select SIMs in the list and choose the plan; the store can then sell them.',
    href: '/sims',
    needs: ['sims', 'plans'],
    done: (f) => f.hasAssignedSim,
  },
  {
    id: 'account',
    title: 'Account settings',
    about: 'The company name and country that stand on what you send.',
    href: '/settings/account',
    isOptional: true,
    needs: [],
    done: (f) => f.hasAddress,
  },
  {
    id: 'profile',
    title: 'User profile',
    about: 'Your name, password, sessions and theme.',
    href: '/settings/profile',
    isOptional: true,
    needs: [],
    done: (f) => f.hasName,
  },
  {
    id: 'psp',
    title: 'PSP integration',
    about:
      'Connect Stripe, PayPal, Mollie, Cardknox or another way to pay, so that the store can take payments.',
    href: '/settings/billing',
    isOptional: true,
    needs: [],
    done: (f) => f.hasWorkingPsp && f.hasPspNotice,
    waits: (f) => {
      if (f.hasWorkingPsp) return 'Waits for the first webhook'
      return f.hasPsp ? 'Waits for keys that work' : null
    },
  },
  {
    id: 'team',
    title: 'Invite staff',
    about: 'Colleagues with the rights that they need.',
    href: '/settings/team',
    isOptional: true,
    needs: [],
    done: (f) => f.hasTeam,
    waits: (f) => (f.hasInvited ? 'Waits for the invitation to be accepted' : null),
  },
  {
    id: 'store',
    title: 'Open the e-SIM store',
    about: 'Name, logo and terms of your public shop; it shows the plans that you publish.',
    href: '/settings/store',
    isOptional: true,
    needs: ['plans', 'psp'],
    done: (f) => f.hasOpenStore && f.hasPublishedPlan && f.hasWorkingPsp,
  },
]

export type StepProgress = Pick<Step, 'id' | 'title' | 'about'> & {
  href: string
  isOptional: boolean
  state: 'done' | 'open' | 'waiting'
  /** "Done", "To do", or what it waits for. */
  label: string
}

/** Where each step stands; nothing of it is stored. */
export function progressOf(facts: Facts): StepProgress[] {
  const missing = (id: string) => steps.find((step) => step.id === id && !step.done(facts))
  return steps.map(({ id, title, about, href, isOptional = false, ...step }) => {
    const shown = { id, title, about, href: `${href}?from=onboarding`, isOptional }
    if (step.done(facts)) return { ...shown, state: 'done', label: 'Done' }
    const need = step.needs.map(missing).find(Boolean)
    const wait = step.waits?.(facts) ?? (need ? `Waits for “${need.title}”` : null)
    return wait ? { ...shown, state: 'waiting', label: wait } : { ...shown, state: 'open', label: 'To do' }
  })
}

export type Onboarding = { steps: StepProgress[]; doneCount: number; neededCount: number }

/** The onboarding of an organization; the counts are those of the steps that must be done. */
export async function getOnboarding(ctx: Context): Promise<Onboarding> {
  const found = progressOf(await readFacts(ctx))
  const needed = found.filter(({ isOptional }) => !isOptional)
  return {
    steps: found,
    neededCount: needed.length,
    doneCount: needed.filter(({ state }) => state === 'done').length,
  }
}
