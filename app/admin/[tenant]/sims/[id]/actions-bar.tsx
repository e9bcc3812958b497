import Link from 'next/link'
import { Button } from '@/components/ui/button'
import type { SimDetail } from '@/lib/sims/get'

const labels = {
  assignPlan: 'Assign plan',
  unassignPlan: 'Take plan off',
  suspend: 'Suspend',
  resume: 'Resume',
  archive: 'Archive',
} as const

type Name = keyof typeof labels

/** What makes sense for a SIM as it is. */
function possible({ sim, state }: SimDetail): Name[] {
  if (state === 'archived') return []
  if (state === 'active') return ['suspend']
  if (state === 'suspended') return ['archive', 'resume']
  if (state === 'activation_ready' && !sim.soldAt) return ['archive', 'unassignPlan', 'assignPlan']
  return state === 'blank' ? ['archive', 'assignPlan'] : ['archive']
}

export const SimActions = ({ slug, detail }: { slug: string; detail: SimDetail }) =>
  possible(detail).map((name, index, all) => (
    <Button
      key={name}
      asChild
      variant={index === all.length - 1 && name !== 'archive' ? 'primary' : 'secondary'}
    >
      <Link
        href={`/admin/${slug}/sims/runs/new?${new URLSearchParams({ do: name, id: detail.sim.id, back: 'sim' })}`}
      >
        {labels[name]}
      </Link>
    </Button>
  ))
