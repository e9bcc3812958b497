import { Download } from 'lucide-react'
import Link from 'next/link'
import { Form } from '@/components/form/form'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import { Stat } from '@/components/ui/stat'
import type { ImportRow } from '@/lib/sims/import/get'
import { confirm } from '../actions'

const inText = (count: number) => count.toLocaleString('en')

const simsIn = (count: number) => (count === 1 ? '1 SIM' : `${inText(count)} SIMs`)

type Props = { slug: string; file: ImportRow; mayChange: boolean }

/** What came of a file so far, and the next step. */
export function Result({ slug, file, mayChange }: Props) {
  if (file.status === 'failed')
    return (
      <Alert
        tone="danger"
        title="The file cannot be read"
        actions={
          <Button asChild variant="secondary" size="sm">
            <Link href={`/admin/${slug}/sims/import`}>Upload another file</Link>
          </Button>
        }
      >
        {file.problem}
      </Alert>
    )
  return (
    <>
      {file.warnings.map((warning) => (
        <Alert key={warning} tone="warning">
          {warning}
        </Alert>
      ))}
      {file.status === 'checking' || file.status === 'uploaded' ? (
        <Card title="Checking the file">
          <p role="status" className="text-muted-foreground text-sm">
            Every row is read. Nothing is imported yet.
          </p>
        </Card>
      ) : (
        <>
          <Counts file={file} />
          <Next slug={slug} file={file} mayChange={mayChange} />
        </>
      )}
    </>
  )
}

const Counts = ({ file: { status, newRows, knownRows, badRows } }: { file: ImportRow }) => (
  <div className="grid gap-4 sm:grid-cols-3">
    <Stat label={status === 'checked' ? 'New' : 'Imported'} value={inText(newRows)} />
    <Stat label="Known" value={inText(knownRows)} hint="Here already, or twice in the file" />
    <Stat label="Wrong" value={inText(badRows)} hint={badRows ? 'Not imported' : undefined} />
  </div>
)

function Next({ slug, file, mayChange }: Props) {
  const { id, status, newRows, badRows } = file
  return (
    <Card title={titles[status]}>
      <div className="space-y-4">
        {status === 'importing' && <Importing file={file} />}
        {status === 'finished' && (
          <p role="status" className="text-sm">
            {simsIn(newRows)} imported.
          </p>
        )}
        {status === 'checked' && newRows === 0 && (
          <p className="text-sm">There is nothing new in this file to import.</p>
        )}
        <div className="flex flex-wrap items-start gap-3">
          {status === 'checked' && newRows > 0 && mayChange && (
            <Form action={confirm.bind(null, slug)} submit="Import" className="w-auto">
              <input type="hidden" name="id" value={id} />
            </Form>
          )}
          {badRows > 0 && mayChange && (
            <Button asChild variant="secondary">
              <a href={`/api/admin/${encodeURIComponent(slug)}/imports/${id}/errors`} download>
                <Download aria-hidden />
                Download errors
              </a>
            </Button>
          )}
          {status === 'finished' && (
            <Button asChild>
              <Link href={`/admin/${slug}/sims`}>See the SIMs</Link>
            </Button>
          )}
        </div>
      </div>
    </Card>
  )
}

const titles: Partial<Record<ImportRow['status'], string>> = {
  checked: 'Ready to import',
  importing: 'Importing',
  finished: 'Imported',
}

const Importing = ({ file: { doneRows, totalRows } }: { file: ImportRow }) => (
  <div className="space-y-1.5">
    <Progress label="Import" value={doneRows} max={Math.max(totalRows, 1)} />
    <p role="status" className="text-muted-foreground text-sm">
      {inText(doneRows)} of {inText(totalRows)} rows
    </p>
  </div>
)
