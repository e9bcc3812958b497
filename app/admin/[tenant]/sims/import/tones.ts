import type { Tone } from '@/components/ui/badge'
import type { Import } from '@/lib/sims/import/get'

export const importTones: Record<Import['status'], Tone> = {
  uploaded: 'info',
  checking: 'info',
  checked: 'accent',
  importing: 'info',
  finished: 'success',
  failed: 'danger',
}
