import { LetterButton, LetterFrame, Paragraph } from '../letter'
import type { Template } from '../template'

type About = { sender: string; whose: string; amount: string; card: string; url: string }

/** The bank wants to see the owner before it lets a card be charged. */
export const refillConfirm: Template<About> = ({ sender, whose, amount, card, url }) => ({
  subject: `Please confirm ${amount} with your bank`,
  body: (
    <LetterFrame preview="Your bank asks for your word." title="Confirm a payment" sender={sender}>
      <Paragraph>
        The wallet of {whose} is to be refilled with {amount} from {card}, and the bank wants you to confirm
        it. Nothing was charged yet.
      </Paragraph>
      <LetterButton href={url} label={`Confirm ${amount}`} />
    </LetterFrame>
  ),
})

/** A saved card was declined for an automatic refill. */
export const refillDeclined: Template<About & { problem: string; isHopeless: boolean }> = ({
  sender,
  whose,
  amount,
  card,
  problem,
  isHopeless,
  url,
}) => ({
  subject: `The wallet of ${whose} could not be refilled`,
  body: (
    <LetterFrame preview={problem} title="A refill did not work" sender={sender}>
      <Paragraph>
        The wallet of {whose} was to be refilled with {amount} from {card}. {problem} Nothing was charged.
      </Paragraph>
      <Paragraph>
        {isHopeless
          ? 'This card is not tried again. Save another one, so that the wallet does not run empty.'
          : 'It is tried again later. You can also save another card now.'}
      </Paragraph>
      <LetterButton href={url} label="Save another card" />
      <Paragraph>The link works once, for seven days, and needs no password.</Paragraph>
    </LetterFrame>
  ),
})
