'use client'
import { useActionState, useEffect, useState } from 'react'
import { FormProblem, FormSuccess } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'

/** What can be done with the selected rows. The action reads its form with `readSelection`. */
export type Bulk = {
  action: FormAction
  buttons: readonly { value: string; label: string; danger?: boolean }[]
}

type Props = {
  /** The id of the form: the boxes of the rows belong to it. */
  id: string
  bulk: Bulk
  count: number
  /** Everything on the page is selected and there are more pages. */
  canWiden: boolean
  filter: string
  onDone: () => void
}

/** Says how many rows are selected and offers what can be done with them. Shown by CSS as soon as a row is ticked. */
export function BulkBar({ id, bulk, count, canWiden, filter, onDone }: Props) {
  const [state, dispatch, pending] = useActionState(bulk.action, {})
  const [all, setAll] = useState(false)
  const widened = all && count > 0
  useEffect(() => {
    if (!state.saved) return
    setAll(false)
    onDone()
  }, [state, onDone])

  return (
    <form id={id} action={dispatch} className="px-4 empty:hidden">
      <input type="hidden" name="filter" value={filter} />
      {widened && <input type="hidden" name="all" value="on" />}
      <div className="mb-3 hidden flex-wrap items-center gap-2 rounded-md bg-primary-soft px-3 py-2 text-sm group-has-[tbody_:checked]/list:flex">
        <p aria-live="polite" className="me-2 font-medium">
          {widened ? 'All that match are selected' : `${count} selected`}
        </p>
        {bulk.buttons.map(({ value, label, danger }) => (
          <Button
            key={value}
            name="do"
            value={value}
            size="sm"
            variant={danger ? 'danger' : 'secondary'}
            pending={pending}
          >
            {label}
          </Button>
        ))}
        {(canWiden || widened) && (
          <Button type="button" size="sm" variant="link" aria-pressed={widened} onClick={() => setAll(!all)}>
            {widened ? 'Only the rows on this page' : 'Select all that match this filter'}
          </Button>
        )}
        <noscript>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the box stands in it */}
          <label className="flex items-center gap-2">
            <Checkbox name="all" /> All that match this filter
          </label>
        </noscript>
      </div>
      <div className="mb-3 empty:hidden">
        <FormProblem state={state} />
        <FormSuccess state={state} pending={pending} />
      </div>
    </form>
  )
}
