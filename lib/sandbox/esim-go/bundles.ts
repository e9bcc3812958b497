import { assignmentView, bundleState } from './applied'
import { type Call, numberIn } from './call'
import { findBundle } from './catalogue'
import { esimOf } from './esims'
import { isCompatible } from './orders'
import { Refusal } from './refusal'

const gone: readonly string[] = ['depleted', 'expired', 'revoked', 'lapsed']

export function listBundles(call: Call) {
  const { query, now } = call
  const esim = esimOf(call)
  const limit = numberIn(call, 'limit', 15, 200)
  const hidden = query.get('includeUsed') === 'false' ? gone : []
  const shown = esim.bundles.filter((bundle) => !hidden.includes(bundleState(bundle, now))).slice(-limit)
  const names = [...new Set(shown.map(({ name }) => name))]
  return {
    bundles: names.map((name) => ({
      name,
      description: findBundle(name)?.description ?? '',
      assignments: shown
        .filter((each) => each.name === name)
        .toReversed()
        .map((each) => assignmentView(each, now)),
    })),
  }
}

/** The latest assignment of one bundle. */
export function showAppliedBundle(call: Call) {
  const found = esimOf(call).bundles.findLast(({ name }) => name === call.params.name)
  if (!found) throw new Refusal(400, `bundle ${call.params.name} is not on this eSIM`)
  return { assignments: [assignmentView(found, call.now)] }
}

export function showCompatible(call: Call) {
  esimOf(call)
  const name = call.params.name ?? ''
  if (!findBundle(name)) throw new Refusal(400, `bundle ${name} not found`)
  return { compatible: isCompatible(name) }
}
