import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { workOn } from '@/lib/jobs/define'
import { callGateway } from '@/lib/payments/call-gateway'
import * as asked from './asked'
import { lookAgain } from './settle-setup'

export const settleSetup = workOn(asked.settleSetup, ({ tenantId, methodId }) =>
  lookAgain(tenantId, methodId),
)

export const removeAtProvider = workOn(asked.removeAtProvider, async ({ tenantId, connectionId, method }) => {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  await callGateway(connection, async (gateway) => gateway.removeMethod?.(method))
})
