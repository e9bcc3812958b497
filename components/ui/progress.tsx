import { cn } from './cn'

type Props = {
  label: string
  value: number
  max?: number
  tone?: 'primary' | 'warning' | 'danger'
  className?: string
}

const tones = {
  primary: 'text-primary',
  warning: 'text-warning',
  danger: 'text-danger',
}

/** How far something is. `label` is read out with the share. */
export const Progress = ({ label, value, max = 100, tone = 'primary', className }: Props) => (
  <progress
    aria-label={label}
    value={value}
    max={max}
    className={cn(
      'block h-1.5 w-full appearance-none overflow-hidden rounded-full border-0 bg-muted [&::-moz-progress-bar]:bg-current [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-current',
      tones[tone],
      className,
    )}
  />
)
