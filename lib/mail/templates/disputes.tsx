import { LetterButton, LetterFrame, Paragraph } from '../letter'
import type { Template } from '../template'

/** To staff: the time to answer a dispute runs out. */
export const disputeDue: Template<{
  amount: string
  reason: string
  psp: string
  by: string
  days: number
  isTest: boolean
  url: string
}> = ({ amount, reason, psp, by, days, isTest, url }) => {
  const left = days === 1 ? 'Less than a day is' : `Less than ${days} days are`
  return {
    subject: `${isTest ? 'Test mode: ' : ''}${left} left to answer a dispute over ${amount}`,
    body: (
      <LetterFrame preview={`Answer it by ${by}.`} title={`A dispute over ${amount} waits for an answer`}>
        <Paragraph>
          A buyer disputes a payment by {psp}: {reason}. {left} left: without an answer by {by} it is lost.
        </Paragraph>
        <Paragraph>The evidence that we know of is put together already. Read it, and hand it in.</Paragraph>
        {isTest && <Paragraph>This happened in test mode: no real money is concerned.</Paragraph>}
        <LetterButton href={url} label="Open the dispute" />
      </LetterFrame>
    ),
  }
}
