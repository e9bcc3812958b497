import { z } from 'zod'
import { defineJob } from '@/lib/jobs/define'
import { checkImport } from './check'
import { runImport } from './run'

const OfImport = z.object({ tenantId: z.string(), importId: z.string() })

export const checkSimFile = defineJob({
  name: 'sims.checkFile',
  input: OfImport,
  run: ({ tenantId, importId }) => checkImport(tenantId, importId),
})

export const importSimFile = defineJob({
  name: 'sims.importFile',
  input: OfImport,
  run: ({ tenantId, importId }) => runImport(tenantId, importId),
})
