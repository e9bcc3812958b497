import { Badge } from '@/components/ui/badge'
import { Prose } from './prose'

type Schemas = Record<string, unknown>
type Parameter = {
  name?: string
  in?: string
  required?: boolean
  description?: string
  schema?: { type?: string | string[]; enum?: unknown[]; default?: unknown; maximum?: number }
}
type Told = {
  summary?: string
  description?: string
  parameters?: readonly object[]
  requestBody?: object
  responses?: Record<string, unknown>
}
type Props = { method: string; path: string; told: Told | undefined; schemas: Schemas }

/** Follows names of shared schemas, so that a reader sees what is meant where it stands. */
function whole(schema: unknown, schemas: Schemas): unknown {
  if (Array.isArray(schema)) return schema.map((each) => whole(each, schemas))
  if (schema === null || typeof schema !== 'object') return schema
  if ('$ref' in schema) return whole(schemas[String(schema.$ref).split('/').at(-1)!], schemas)
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, whole(value, schemas)]))
}

const Json = ({ label, value }: { label: string; value: unknown }) => (
  <details>
    <summary className="min-h-11 cursor-pointer py-2.5 font-medium text-sm sm:min-h-0 sm:py-1">
      {label}
    </summary>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
    <pre tabIndex={0} className="mt-2 overflow-x-auto rounded-lg border bg-muted p-4 text-[0.8125rem]">
      {JSON.stringify(value, null, 2)}
    </pre>
  </details>
)

const schemaOf = (held: unknown): unknown => {
  const content = (held as { content?: Record<string, { schema?: unknown }> } | undefined)?.content
  return content ? Object.values(content)[0]?.schema : undefined
}

/** Where a parameter stands, and what it may be: `query, one of test, live`. */
function factsOf({ in: place, required, schema = {} }: Parameter): string {
  const { type, enum: choices, default: unset, maximum } = schema
  return [
    place,
    choices ? `one of ${choices.join(', ')}` : [type].flat().join(' or '),
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `at most ${maximum}`,
    unset !== undefined && `${unset} when left out`,
    required && unset === undefined && 'needed',
  ]
    .filter(Boolean)
    .join(', ')
}

/** One call: what it does, what it takes, what it answers. */
export function Operation({ method, path, told, schemas }: Props) {
  const parameters = (told?.parameters ?? []) as readonly Parameter[]
  const body = schemaOf(told?.requestBody)
  const [status, good] = Object.entries(told?.responses ?? {})[0] ?? []
  return (
    <article className="space-y-3 rounded-lg border bg-card p-4 sm:p-5">
      <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 break-all font-mono text-sm">
        <Badge tone="info">{method}</Badge>
        /api/v1{path}
      </h3>
      <p className="font-medium">{told?.summary}</p>
      <p className="whitespace-pre-line text-muted-foreground text-sm">
        <Prose text={told?.description} />
      </p>
      {parameters.length > 0 && (
        <ul className="space-y-1 text-sm">
          {parameters.map((each) => (
            <li key={`${each.in} ${each.name}`}>
              <code>{each.name}</code> <span className="text-muted-foreground">({factsOf(each)})</span>{' '}
              <Prose text={each.description} />
            </li>
          ))}
        </ul>
      )}
      {body !== undefined && <Json label="Body" value={whole(body, schemas)} />}
      <Json label={`Answer ${status}`} value={whole(schemaOf(good), schemas)} />
    </article>
  )
}
