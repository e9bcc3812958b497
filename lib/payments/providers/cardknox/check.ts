import { AppError, invalidField } from '@/lib/core/error'
import { send } from '@/lib/core/http'
import type { Check } from '../../provider'
import { type Link, report } from './client'
import { siteOf } from './site'
import { toWall } from './wall-time'

const minuteMs = 60_000

/**
 * Runs a report of one minute, and opens the hosted page. Leaves nothing behind at Cardknox. Throws `precondition` for
 * a key that is not accepted, `invalid` at the field for a page that is not there.
 */
export async function check(link: Link): Promise<Check> {
  const { site, mode, currency } = link.credentials
  const canReport = await runsReports(link)
  const page = await send('cardknox', siteOf(link), {}, link.endpoint.limitMs)
  if (page.status === 404)
    throw invalidField(
      'site',
      `There is no hosted page at ${siteOf(link)}. Copy its address from the portal.`,
    )
  return {
    accountId: site,
    accountName: site,
    country: null,
    currency,
    mode,
    chargesEnabled: null,
    capabilities: [{ name: 'reports', label: 'Run reports', isAllowed: canReport, needed: 'yes' }],
    methods: ['Card'],
    warnings: [],
  }
}

async function runsReports(link: Link): Promise<boolean> {
  const { timeZone } = link.credentials
  const now = Date.now()
  try {
    await report(link, {
      xCommand: 'report:all',
      xBeginDate: toWall(new Date(now - minuteMs), timeZone),
      xEndDate: toWall(new Date(now), timeZone),
    })
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return false
    throw error
  }
}
