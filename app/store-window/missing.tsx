import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'

/** In place of what is not there. Drawn like any page, as one without scripts must be; the mark makes it a 404. */
export const Missing = ({ title, home }: { title: string; home: string | null }) => (
  <div data-status="404">
    <h1 className="sr-only">Not found</h1>
    <EmptyState
      title={title}
      action={
        home && (
          <Button asChild variant="secondary">
            <a href={home}>See all plans</a>
          </Button>
        )
      }
    >
      It may have been moved, or the address is not quite right.
    </EmptyState>
  </div>
)
