import { cache } from 'react'
import { lookAtRefill } from '@/lib/store/pay-refill'

/** The refill of a pay page; null for a wrong token. Looks once a request. */
export const findPayPage = cache(lookAtRefill)
