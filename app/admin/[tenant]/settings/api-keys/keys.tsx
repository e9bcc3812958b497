import { Form } from '@/components/form/form'
import { EmptyState } from '@/components/layout/empty-state'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { ApiKey } from '@/lib/tenancy/api-keys'
import { revoke } from './actions'

type Props = { slug: string; keys: readonly ApiKey[]; mayChange: boolean; timezone: string }

function until({ revokedAt, expiresAt }: ApiKey, timezone: string) {
  if (revokedAt) return <Badge>Revoked</Badge>
  if (!expiresAt) return 'It is revoked'
  if (expiresAt < new Date()) return <Badge>Expired</Badge>
  return <Time value={expiresAt} only="date" timeZone={timezone} />
}

/** The keys of the organization; none of them can be read again. */
export const Keys = ({ slug, keys, mayChange, timezone }: Props) => (
  <Card title="Keys" flush>
    {keys.length === 0 ? (
      <EmptyState title="No API key yet">A program needs one to use the API.</EmptyState>
    ) : (
      <Table label="Keys" className="border-t">
        <TableHead>
          <tr>
            {['Name', 'Key', 'Scopes', 'Last used', 'Works until'].map((each) => (
              <TableHeader key={each}>{each}</TableHeader>
            ))}
            <TableHeader>
              <span className="sr-only">Actions</span>
            </TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {keys.map((key) => (
            <TableRow key={key.id}>
              <TableCell className="font-medium">{key.name}</TableCell>
              <TableCell className="font-mono text-[0.8125rem]">{key.start}…</TableCell>
              <TableCell className="min-w-48 whitespace-normal">{key.scopes.join(', ')}</TableCell>
              <TableCell>
                {key.lastUsedAt ? <Time value={key.lastUsedAt} timeZone={timezone} /> : 'Never'}
              </TableCell>
              <TableCell>{until(key, timezone)}</TableCell>
              <TableCell>{mayChange && !key.revokedAt && <Revoke slug={slug} apiKey={key} />}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    )}
  </Card>
)

const Revoke = ({ slug, apiKey }: { slug: string; apiKey: ApiKey }) => (
  <Dialog
    trigger="Revoke"
    size="sm"
    title={`Revoke ${apiKey.name}?`}
    description="Programs that use it are refused at once. It cannot be taken back."
  >
    <Form action={revoke.bind(null, slug)} submit="Revoke" variant="danger">
      <input type="hidden" name="id" value={apiKey.id} />
    </Form>
  </Dialog>
)
