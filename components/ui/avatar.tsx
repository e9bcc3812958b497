import { cn } from './cn'
import { initialsOf } from './initials'

const tones = [
  'bg-primary-soft text-primary',
  'bg-info-soft text-info',
  'bg-success-soft text-success',
  'bg-warning-soft text-warning',
]

const toneOf = (name: string) =>
  tones[[...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % tones.length]

/** The initials of a name in its own colour. Says nothing to screen readers: the name stands beside it. */
export const Avatar = ({
  name,
  square,
  className,
}: {
  name: string
  square?: boolean
  className?: string
}) => (
  <span
    aria-hidden
    className={cn(
      'grid size-8 shrink-0 select-none place-items-center font-semibold text-[0.6875rem]',
      square ? 'rounded-sm' : 'rounded-full',
      toneOf(name),
      className,
    )}
  >
    {initialsOf(name)}
  </span>
)
