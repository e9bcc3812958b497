import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'

type Props = { title: string; description?: ReactNode; children?: ReactNode; below?: ReactNode }

/** One step of signing in: its h1, its form, and the ways elsewhere below. */
export const Panel = ({ title, description, children, below }: Props) => (
  <>
    <Card className="sm:px-3 sm:py-4">
      <div className="space-y-5">
        <div className="space-y-1.5">
          <h1 className="font-semibold text-2xl">{title}</h1>
          {description && <div className="text-muted-foreground text-sm">{description}</div>}
        </div>
        {children}
      </div>
    </Card>
    {below && <div className="mt-6 space-y-1 text-center text-muted-foreground text-sm">{below}</div>}
  </>
)
