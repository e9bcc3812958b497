import { LetterButton, LetterFrame, Paragraph } from '../letter'
import type { Template } from '../template'

type About = { store: string; color: string; plan: string; iccid: string }

/** The bank wants to see the owner before it lets a card be charged for more data. */
export const simRefillConfirm: Template<About & { amount: string; url: string }> = ({
  store,
  color,
  plan,
  iccid,
  amount,
  url,
}) => ({
  subject: `Please confirm ${amount} with your bank`,
  body: (
    <LetterFrame preview="Your bank asks for your word." title="Confirm a payment" sender={store}>
      <Paragraph>
        {plan}, eSIM {iccid}: {amount} is to be charged to your saved card, and your bank wants you to confirm
        it. Nothing was charged yet. The link is open for a day.
      </Paragraph>
      <LetterButton href={url} label={`Confirm ${amount}`} color={color} />
    </LetterFrame>
  ),
})

/**
 * An automatic refill stands still; written once, until it goes on. `url` null: of staff, who know where to look;
 * `isOfCard`: it leads to where another card is saved.
 */
export const simRefillStopped: Template<
  About & { problem: string; isOfCard: boolean; url: string | null }
> = ({ store, color, plan, iccid, problem, isOfCard, url }) => ({
  subject: `${plan} is not refilled at the moment`,
  body: (
    <LetterFrame preview={problem} title="The automatic refill stands still" sender={store}>
      <Paragraph>
        SIM {iccid}, {plan}: {problem}
      </Paragraph>
      <Paragraph>Nothing was charged. This is the only mail about it until it goes on.</Paragraph>
      {url && <LetterButton href={url} label={isOfCard ? 'Save another card' : 'Look at it'} color={color} />}
      {isOfCard && <Paragraph>The link works once, for seven days, and needs no password.</Paragraph>}
    </LetterFrame>
  ),
})
