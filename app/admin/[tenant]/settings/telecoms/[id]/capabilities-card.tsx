import { Check, Minus } from 'lucide-react'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { TelecomDetail } from '@/lib/telecom/list'

/** What this telecom can do by its API; the pages offer only that. */
export const CapabilitiesCard = ({ telecom: { capabilities, label } }: { telecom: TelecomDetail }) => (
  <Card title="What it can do" flush>
    <Table label={`What ${label} can do`} className="border-t">
      <TableHead>
        <tr>
          <TableHeader>Ability</TableHeader>
          <TableHeader>By its API</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {capabilities.map(({ name, meaning, isPresent }) => (
          <TableRow key={name}>
            <TableCell className="h-10 whitespace-normal py-1">{meaning}</TableCell>
            <TableCell className="h-10 py-1">
              <span className="inline-flex items-center gap-2">
                {isPresent ? (
                  <Check aria-hidden className="size-4 text-success" />
                ) : (
                  <Minus aria-hidden className="size-4 text-muted-foreground" />
                )}
                {isPresent ? 'Yes' : 'No'}
              </span>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
)
