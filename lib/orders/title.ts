import { type Base, formatBytes } from '@/lib/core/bytes'
import type { Order } from './state'

/** `Refill of 1 GB: Greece 5 GB`; of an eSIM the name of its plan. */
export const titleOf = (
  { kind, refill }: Pick<Order, 'kind' | 'refill'>,
  { name, dataBase }: { name: string; dataBase: number },
): string =>
  kind === 'refill' && refill
    ? `Refill of ${formatBytes(BigInt(refill.bytes), baseOf(dataBase))}: ${name}`
    : name

export const baseOf = (base: number): Base => (base === 1024 ? 1024 : 1000)
