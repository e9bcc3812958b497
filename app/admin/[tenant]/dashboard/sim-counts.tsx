import { Card } from '@/components/ui/card'
import { BarList } from '@/components/ui/chart'
import type { Dashboard } from '@/lib/insights/dashboard'
import { simStates } from '@/lib/sims/status'

/** How many SIMs are in each state. */
export const SimCounts = ({ counts }: { counts: Dashboard['simCounts'] }) => (
  <Card title="SIMs by status">
    {counts.length ? (
      <BarList
        label="SIMs by status"
        data={counts.map(({ state, count }) => ({
          label: simStates[state],
          value: count,
          text: new Intl.NumberFormat('en').format(count),
        }))}
      />
    ) : (
      <p className="text-muted-foreground text-sm">No SIMs yet.</p>
    )}
  </Card>
)
