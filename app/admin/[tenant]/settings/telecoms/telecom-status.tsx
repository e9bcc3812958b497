import { Status } from '@/components/layout/status'

/** The state of a connection in words. */
export const TelecomStatus = ({ status }: { status: 'connected' | 'broken' | 'disabled' }) => (
  <Status
    value={status}
    label={{ connected: 'Connected', broken: 'Needs a look', disabled: 'Disabled' }[status]}
  />
)
