import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { run } from './run.mjs'

const bin = join(root, 'node_modules/.bin')
/** Node 24, which comes as a package: everything but `up.mjs` runs on it. */
export const node = join(bin, process.platform === 'win32' ? 'node.exe' : 'node')

const packagesIn = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages

/** Whether node_modules holds just what package-lock.json says; what is optional may be left out. */
function isInstalled() {
  try {
    const [wanted, found] = [packagesIn('package-lock.json'), packagesIn('node_modules/.package-lock.json')]
    return Object.entries(wanted).every(
      ([path, { version, optional }]) => !path || (found[path] ? found[path].version === version : optional),
    )
  } catch {
    return false
  }
}

const isNodeThere = () =>
  /^v(2[4-9]|[3-9]\d)/.test(spawnSync(node, ['-v'], { encoding: 'utf8' }).stdout ?? '')

async function npm(...args) {
  if ((await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'])) !== 0)
    throw new Error(
      'The packages could not be installed: see above. Is the npm registry reachable from here (npm ping)? ' +
        'Then run the command again.',
    )
}

/** Installs the packages and the Node that comes with them, when they are missing or not those of the lock file. */
export async function installPackages() {
  if (!isInstalled()) {
    console.log('Installing packages (a minute or two) ...')
    await npm('ci')
  }
  if (!isNodeThere()) await npm('rebuild', 'node', '--ignore-scripts=false')
  if (!isNodeThere()) throw new Error(`${node} does not run: remove node_modules and run the command again.`)
}
