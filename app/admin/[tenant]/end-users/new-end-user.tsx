import { Plus, Users } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'

export const NewEndUser = ({ href }: { href: string }) => (
  <Button asChild>
    <Link href={href}>
      <Plus aria-hidden />
      New end user
    </Link>
  </Button>
)

export const noEndUsers = (create: ReactNode) => (
  <Card>
    <EmptyState icon={<Users />} title="No end users yet" action={create}>
      An end user is the person who uses a SIM, known by the email address.
    </EmptyState>
  </Card>
)
