import { Card } from '@/components/ui/card'
import { BarChart } from '@/components/ui/chart'
import type { DayOfSales } from '@/lib/insights/sales'

const dayName = (day: string) =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(new Date(`${day}T12:00:00Z`))

/** Paid orders on each of the last seven days. */
export const SalesChart = ({ days }: { days: readonly DayOfSales[] }) => (
  <Card title="Paid orders" description="On each of the last seven days.">
    <BarChart
      label="Paid orders by day"
      data={days.map(({ day, count }) => ({
        label: dayName(day),
        value: count,
        text: `${count} ${count === 1 ? 'order' : 'orders'}`,
      }))}
    />
  </Card>
)
