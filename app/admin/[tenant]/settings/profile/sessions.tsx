import { Form } from '@/components/form/form'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { revoke, revokeOthers } from './actions'
import { browserName } from './browser'

type Session = { id: string; userAgent: string; createdAt: Date }

/** Where one is signed in, with a way to end each. */
export const Sessions = ({ sessions, current }: { sessions: readonly Session[]; current: string }) => (
  <Card title="Sessions" description="Where you are signed in. Each ends by itself after 30 days." flush>
    <ul className="divide-y border-t">
      {sessions.map(({ id, userAgent, createdAt }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
          <div>
            <p className="flex flex-wrap items-center gap-2 font-medium text-sm">
              {browserName(userAgent)}
              {id === current && <Badge tone="success">This one</Badge>}
            </p>
            <p className="text-muted-foreground text-sm">
              Signed in <Time value={createdAt} />
            </p>
          </div>
          {id !== current && (
            <Form action={revoke} submit="Sign out" variant="secondary">
              <input type="hidden" name="id" value={id} />
            </Form>
          )}
        </li>
      ))}
    </ul>
    {sessions.length > 1 && (
      <div className="border-t px-5 py-4">
        <Form action={revokeOthers} submit="Sign out everywhere else" variant="secondary" />
      </div>
    )}
  </Card>
)
