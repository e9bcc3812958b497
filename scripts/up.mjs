// Everything that must be there before anything can start, for any Node from 18 on.
// --no-build: without the web app's build. --browser: with a Chromium.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from './build.mjs'
import { installChromium } from './chromium.mjs'
import { installPackages } from './packages.mjs'
import { claim } from './pid-file.mjs'
import { root } from './root.mjs'

const flags = process.argv.slice(2)

try {
  if (Number(process.versions.node.split('.')[0]) < 18)
    throw new Error(`Node ${process.versions.node} is too old: install Node 18 or later.`)
  // Two commands at once must not install or build into the same folder.
  while (claim(join(root, '.cache/up.pid'))) await wait(500)
  await installPackages()
  if (flags.includes('--browser')) await installChromium()
  if (!flags.includes('--no-build')) await build()
} catch (error) {
  console.error(`\n${error.message}`)
  process.exit(1)
}
