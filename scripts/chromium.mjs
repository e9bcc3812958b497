import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { run } from './run.mjs'

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath()
  } catch {
    return ''
  }
}

/** The path of a Chromium: CHROMIUM_PATH, then Debian's, then Playwright's own. Null when there is none. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given && !existsSync(given)) throw new Error(`CHROMIUM_PATH: there is no file ${given}.`)
  return [given, '/usr/bin/chromium', playwrightsOwn()].find((path) => path && existsSync(path)) ?? null
}

function canApt() {
  try {
    return process.getuid?.() === 0 && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

const packages = ['chromium', 'fonts-liberation']
const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } }

/** Makes sure that there is a Chromium for the end-to-end tests: Debian's for root on Debian, else Playwright's own. */
export async function installChromium() {
  if (findChromium()) return
  console.log('Installing Chromium for the end-to-end tests (a minute or two) ...')
  if (canApt()) {
    await run('apt-get', ['-qq', 'update'], quiet)
    await run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...packages], quiet)
  } else await run('npx', ['playwright', 'install', 'chromium'])
  if (!findChromium())
    throw new Error(
      'There is no Chromium for the end-to-end tests: install one (Debian: apt-get install chromium; ' +
        'elsewhere: npx playwright install chromium), or set CHROMIUM_PATH to the one you have.',
    )
}
