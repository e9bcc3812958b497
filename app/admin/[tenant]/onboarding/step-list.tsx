import { Check } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { StepProgress } from '@/lib/onboarding/steps'

const tones = { done: 'success', open: 'neutral', waiting: 'warning' } as const

type Props = {
  steps: readonly StepProgress[]
  root: string
  /** The step to do now. */
  next: string | undefined
}

/** All steps in their order, each with its state and the way to where it is done. */
export const StepList = ({ steps, root, next }: Props) => (
  <ol aria-label="Onboarding steps" className="divide-y border-t">
    {steps.map((step, index) => (
      <li
        key={step.id}
        aria-current={step.id === next ? 'step' : undefined}
        className={cn(
          'flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4 sm:flex-nowrap',
          step.id === next && 'bg-primary-soft/50',
        )}
      >
        <Mark state={step.state} number={index + 1} />
        <div className="min-w-0 grow basis-64">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{step.title}</span>
            {step.isOptional && <span className="text-muted-foreground text-xs">Optional</span>}
            <Badge tone={tones[step.state]}>{step.label}</Badge>
          </p>
          <p className="mt-0.5 text-muted-foreground text-sm">{step.about}</p>
        </div>
        <Button
          asChild
          size="sm"
          className="max-sm:ms-11"
          variant={step.id === next ? 'primary' : 'secondary'}
        >
          <Link href={root + step.href}>
            {step.state === 'open' ? 'Start' : 'Open'} <span className="sr-only">{step.title}</span>
          </Link>
        </Button>
      </li>
    ))}
  </ol>
)

const Mark = ({ state, number }: { state: StepProgress['state']; number: number }) => (
  <span
    aria-hidden
    className={cn(
      'grid size-7 shrink-0 place-items-center rounded-full border text-xs tabular-nums',
      state === 'done' ? 'border-transparent bg-success-soft text-success' : 'text-muted-foreground',
    )}
  >
    {state === 'done' ? <Check className="size-4" /> : number}
  </span>
)
