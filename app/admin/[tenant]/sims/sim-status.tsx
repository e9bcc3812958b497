import { Badge, type Tone } from '@/components/ui/badge'
import { type SimState, simStates } from '@/lib/sims/status'

const tones: Record<SimState, Tone> = {
  pending: 'info',
  invalid: 'danger',
  blank: 'neutral',
  activation_ready: 'accent',
  active: 'success',
  suspended: 'warning',
  archived: 'neutral',
}

export const SimStatus = ({ state }: { state: SimState }) => (
  <Badge dot tone={tones[state]}>
    {simStates[state]}
  </Badge>
)
