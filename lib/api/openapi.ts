import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { env } from '@/lib/core/env'
import { permissions } from '@/lib/tenancy/permissions'
import type { Operation } from './operation'
import { operations } from './operations'

const Problem = z
  .object({
    title: z.string().meta({ description: 'A stable code.' }),
    status: z.number().int(),
    detail: z.string().meta({ description: 'A sentence that says how to mend it.' }),
    fields: z.record(z.string(), z.array(z.string())).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
})

const keyHeader = z.object({
  'Idempotency-Key': z.string().max(255).optional().meta({
    description: 'The same key and body again replays the first answer; another body under the key is 422.',
  }),
})

const needed = z.object({ 'Idempotency-Key': keyHeader.shape['Idempotency-Key'].unwrap() })

function operationOf({
  id,
  tag,
  summary,
  description,
  scope,
  ...each
}: Operation): ZodOpenApiOperationObject {
  const asked = {
    ...(each.params && { path: each.params }),
    ...(each.query && { query: each.query }),
    ...(each.method === 'POST' && { header: each.needsKey ? needed : keyHeader }),
  }
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, `Scope \`${scope}\`: ${permissions[scope]}.`].filter(Boolean).join('\n\n'),
    requestParams: asked,
    ...(each.body && {
      requestBody: { required: true, content: { 'application/json': { schema: each.body } } },
    }),
    responses: {
      [`${each.status}`]: {
        description: summary,
        content: { 'application/json': { schema: each.answer } },
      },
      ...((each.body || each.query || each.method !== 'GET') && {
        400: problem('Something in the request is not right; `fields` says what.'),
      }),
      401: problem('No valid API key.'),
      403: problem('The key lacks the scope.'),
      ...(each.params && { 404: problem('There is no such thing, or it belongs to others.') }),
      ...(each.method === 'POST' && {
        409: problem('It conflicts with what was done before, or is still worked on.'),
        422: problem('The Idempotency-Key was used for another request.'),
      }),
      429: problem('Too many calls; `Retry-After` says how long to wait.'),
    },
  }
}

/** The description of the public API: OpenAPI 3.1, made from the very schemas that parse its requests. */
export function openapi() {
  const paths: ZodOpenApiPathsObject = {}
  for (const each of operations)
    paths[each.path] = { ...paths[each.path], [each.method.toLowerCase()]: operationOf(each) }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Simyard API',
      version: '1',
      description:
        'JSON, snake_case. Money is an integer in minor units with its currency. Times are RFC 3339 in UTC. ' +
        'Lists take `limit` and `after` and answer `data` and `next`. A body with a field that is not described here is ' +
        'refused. Errors are RFC 9457 problems.',
    },
    servers: [{ url: `${env.APP_URL}/api/v1` }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  })
}
