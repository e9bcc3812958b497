import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from './empty-state'

type Props = { title?: string; children?: ReactNode; action?: ReactNode }

/** Something broke on our side, or a page could not be loaded. `children` says what the person can do. */
export const ErrorState = ({ title = 'This did not work', children, action }: Props) => (
  <div role="alert">
    <EmptyState icon={<CircleAlert />} title={title} action={action}>
      {children ?? 'Something broke on our side. Try again in a moment.'}
    </EmptyState>
  </div>
)
