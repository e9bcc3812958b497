import { Badge, type Tone } from '@/components/ui/badge'

const words: Record<Exclude<Tone, 'neutral' | 'accent'>, string> = {
  success:
    'active activated enabled installed connected delivered paid captured succeeded completed complete done won published verified healthy fulfilled refunded_in_full available online ok settled accepted',
  info: 'pending processing in_progress refund_pending queued scheduled sending authorized provisioning activating preparing trial trialing released ready shipped sandbox test invited open partially_refunded submitted running',
  warning:
    'suspended paused barred past_due overdue expiring throttled unknown needs_attention needs_response warning_needs_response awaiting_payment requires_action disputed degraded retrying under_review refunding held low warning partially_paid',
  danger:
    'failed declined expired_card error broken lost blocked terminated stolen fraud unhealthy rejected dead uncollectible disconnected refund_failed revoked',
}

const toneByWord = new Map<string, Tone>(
  Object.entries(words).flatMap(([tone, list]) =>
    list.split(' ').map((word): [string, Tone] => [word, tone as Tone]),
  ),
)

/** The colour that a state has everywhere; neutral for all that is over or not begun (draft, expired, cancelled). */
export const toneOf = (status: string): Tone => toneByWord.get(status.toLowerCase()) ?? 'neutral'

/** `awaiting_payment` as "Awaiting payment". */
export const inWords = (status: string): string => {
  const text = status.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A state of a SIM, order, payment and so on, in words and its usual colour. */
export const Status = ({ value, tone, label }: { value: string; tone?: Tone; label?: string }) => (
  <Badge dot tone={tone ?? toneOf(value)}>
    {label ?? inWords(value)}
  </Badge>
)
