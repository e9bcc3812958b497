import { workOn } from '@/lib/jobs/define'
import * as asked from './asked'
import * as mail from './mail'

export const mailAlert = workOn(asked.mailAlert, ({ tenantId, alertId }) => mail.mailAlert(tenantId, alertId))
