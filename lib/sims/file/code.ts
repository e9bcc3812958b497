import { composeActivationCode, parseActivationCode } from '@/lib/core/activation-code'
import { AppError } from '@/lib/core/error'
import { accept, type Parsed, refuse } from '@/lib/core/identifiers'

/** What a row says about the code of an eSIM; '' where it says nothing. */
export type CodeCells = {
  activationCode: string
  smdpAddress: string
  matchingId: string
  confirmationCode: string
}

/**
 * The LPA text of a row, from a whole code or from SM-DP+ address and matching ID; null when the row has none.
 * Phones call the matching ID "activation code", so a column of that name may hold it beside an address.
 */
export function codeOf(cells: CodeCells): Parsed<string | null> {
  const { activationCode, smdpAddress, matchingId } = cells
  if (activationCode && (activationCode.includes('$') || !smdpAddress)) return wholeCode(cells)
  if (activationCode && matchingId && activationCode !== matchingId)
    return refuse('This and the matching ID differ.')
  const token = matchingId || activationCode
  if (!smdpAddress) return token ? refuse('The SM-DP+ address of this matching ID is missing.') : accept(null)
  const isConfirmationNeeded = cells.confirmationCode !== ''
  const composed = sentenced(() =>
    composeActivationCode({ smdpAddress, matchingId: token, isConfirmationNeeded }),
  )
  if ('error' in composed || token) return composed
  return accept(
    composed.value,
    'No matching ID: the code works only on the device for which the supplier holds it.',
  )
}

function wholeCode({ activationCode, smdpAddress, matchingId }: CodeCells): Parsed<string | null> {
  return sentenced(() => {
    const code = parseActivationCode(activationCode)
    const text = composeActivationCode(code)
    const same = composeActivationCode({
      ...code,
      smdpAddress: smdpAddress || code.smdpAddress,
      matchingId: matchingId || code.matchingId,
    })
    if (same.toLowerCase() === text.toLowerCase()) return text
    throw new AppError(
      'invalid',
      'The code and the columns of SM-DP+ address and matching ID differ. Keep one of them.',
    )
  })
}

/** A sentence for a person in place of the thrown one; bugs pass through. */
function sentenced(run: () => string): Parsed {
  try {
    return accept(run())
  } catch (error) {
    if (error instanceof AppError) return refuse(error.message)
    throw error
  }
}
