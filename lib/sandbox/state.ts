import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Docs } from './kernel'

export type State = { docs<T>(name: string): Docs<T>; close(): void }

function openFile(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file)
    db.exec(`pragma journal_mode = wal; pragma synchronous = off;
      create table if not exists doc (name text, id text, body text, primary key (name, id))`)
    return db
  } catch (cause) {
    throw new Error(`${file} cannot be read as a database. Delete it to begin with an empty sandbox.`, {
      cause,
    })
  }
}

/**
 * Opens `sandbox.sqlite` in `dir`. Reads come from memory, writes go through: what was put survives a restart.
 * Throws with a sentence for people when the file is damaged.
 */
export function openState(dir: string): State {
  mkdirSync(dir, { recursive: true })
  const db = openFile(join(dir, 'sandbox.sqlite'))
  const select = db.prepare('select id, body from doc where name = ? order by rowid')
  const upsert = db.prepare(
    'insert into doc values (?, ?, ?) on conflict (name, id) do update set body = excluded.body',
  )
  const remove = db.prepare('delete from doc where name = ? and id = ?')
  const open = new Map<string, Docs<unknown>>()

  function openDocs(name: string): Docs<unknown> {
    const rows = select.all(name) as { id: string; body: string }[]
    const kept = new Map<string, unknown>(rows.map(({ id, body }) => [id, JSON.parse(body)]))
    return {
      get: (id) => kept.get(id),
      all: () => [...kept.values()],
      put(id, doc) {
        kept.set(id, doc)
        upsert.run(name, id, JSON.stringify(doc))
      },
      delete(id) {
        if (kept.delete(id)) remove.run(name, id)
      },
    }
  }

  return {
    docs<T>(name: string) {
      const docs = open.get(name) ?? openDocs(name)
      open.set(name, docs)
      return docs as Docs<T>
    },
    close: () => db.close(),
  }
}
