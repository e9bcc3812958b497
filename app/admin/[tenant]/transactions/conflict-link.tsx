import Link from 'next/link'
import { Button } from '@/components/ui/button'

/** Leads from a held payment to where a person decides on it. */
export const ConflictLink = ({ root, id }: { root: string; id: string }) => (
  <Button asChild variant="secondary" size="sm">
    <Link href={`${root}/transactions/conflicts/${id}`}>See the conflict and decide</Link>
  </Button>
)
