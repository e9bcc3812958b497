import { cn } from './cn'

export type Point = { label: string; value: number /** The value in words: money, percent. */; text?: string }

const wordsOf = ({ value, text }: Point) => text ?? String(value)

const highest = (data: readonly Point[]) => Math.max(1, ...data.map(({ value }) => value))

/** What a chart shows, for those who do not see it. */
const AsTable = ({ label, data }: { label: string; data: readonly Point[] }) => (
  <table className="sr-only">
    <caption>{label}</caption>
    <tbody>
      {data.map((point) => (
        <tr key={point.label}>
          <th scope="row">{point.label}</th>
          <td>{wordsOf(point)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** Upright bars over time; below them the first and the last label. Hovering a bar tells its value. */
export function BarChart({
  label,
  data,
  className,
}: {
  label: string
  data: readonly Point[]
  className?: string
}) {
  const top = highest(data)
  return (
    <div className={className}>
      <div className="mb-1 text-muted-foreground text-xs tabular-nums" aria-hidden>
        {wordsOf(
          data.reduce(
            (max, point) => (point.value > max.value ? point : max),
            data[0] ?? { label: '', value: 0 },
          ),
        )}
      </div>
      <svg
        aria-hidden
        viewBox={`0 0 ${Math.max(1, data.length) * 10} 100`}
        preserveAspectRatio="none"
        className="h-40 w-full border-b"
      >
        {data.map((point, index) => (
          <g key={point.label} className="fill-primary hover:fill-primary-hover">
            <title>{`${point.label}: ${wordsOf(point)}`}</title>
            <rect x={index * 10} y={0} width={10} height={100} fill="transparent" />
            <rect
              x={index * 10 + 1.5}
              y={100 - (point.value / top) * 100}
              width={7}
              height={(point.value / top) * 100}
            />
          </g>
        ))}
      </svg>
      <div className="mt-1 flex justify-between text-muted-foreground text-xs" aria-hidden>
        <span>{data[0]?.label}</span>
        <span>{data.at(-1)?.label}</span>
      </div>
      <AsTable label={label} data={data} />
    </div>
  )
}

/** A list with a bar behind each line: shares by country, decline reasons. */
export function BarList({
  label,
  data,
  className,
}: {
  label: string
  data: readonly Point[]
  className?: string
}) {
  const top = highest(data)
  return (
    <ul aria-label={label} className={cn('space-y-1.5', className)}>
      {data.map((point) => (
        <li key={point.label} className="relative flex h-9 items-center justify-between gap-4 px-3 text-sm">
          <svg aria-hidden preserveAspectRatio="none" className="absolute inset-0 size-full">
            <rect
              width={`${(point.value / top) * 100}%`}
              height="100%"
              rx="6"
              className="fill-primary-soft"
            />
          </svg>
          <span className="relative truncate">{point.label}</span>
          <span className="relative shrink-0 tabular-nums">{wordsOf(point)}</span>
        </li>
      ))}
    </ul>
  )
}

/** A small line without axes, for a Stat. */
export function Sparkline({ values, className }: { values: readonly number[]; className?: string }) {
  const top = Math.max(1, ...values)
  const step = 100 / Math.max(1, values.length - 1)
  const points = values.map((value, index) => `${index * step},${30 - (value / top) * 28}`).join(' ')
  return (
    <svg aria-hidden viewBox="0 0 100 31" preserveAspectRatio="none" className={cn('h-9 w-full', className)}>
      <polyline
        points={points}
        fill="none"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
        className="stroke-primary"
      />
    </svg>
  )
}
