import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const makeTempFolder = (): string => mkdtempSync(join(tmpdir(), 'simyard-'))
