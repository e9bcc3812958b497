import { cache } from 'react'
import { lookAtMend } from '@/lib/store/mend-card'

/** The page where a card is mended; null for a wrong token. Looks once a request. */
export const findMendPage = cache(lookAtMend)
