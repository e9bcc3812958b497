import { Form } from '@/components/form/form'
import type { ButtonProps } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { move } from '../actions'

type Props = { id: string; slug: string; name: string; state: 'archived' | 'published' | 'draft' }

const nextOf = {
  draft: { to: 'publish', label: 'Publish' },
  published: { to: 'unpublish', label: 'Unpublish' },
  archived: { to: 'restore', label: 'Restore' },
}

/** Into the store and out of it, into the archive and back. One form stays in its place, so that what it did is said. */
export const Moves = ({ id, slug, name, state }: Props) => (
  <>
    <Move {...{ id, slug, ...nextOf[state] }} />
    {state !== 'archived' && (
      <Dialog
        trigger="Archive"
        title={`Archive ${name}?`}
        description="It leaves the store and all choices. SIMs that have it keep it, and it can be restored."
      >
        <Move {...{ id, slug }} to="archive" label="Archive" variant="danger" />
      </Dialog>
    )}
  </>
)

const Move = ({
  id,
  slug,
  to,
  label,
  variant = 'secondary',
}: {
  id: string
  slug: string
  to: string
  label: string
  variant?: ButtonProps['variant']
}) => (
  <Form action={move.bind(null, slug)} submit={label} variant={variant}>
    <input type="hidden" name="id" value={id} />
    <input type="hidden" name="do" value={to} />
  </Form>
)
