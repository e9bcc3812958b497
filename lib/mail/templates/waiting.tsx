import { LetterButton, LetterFrame, Paragraph } from '../letter'
import type { Template } from '../template'
import type { Shop } from './orders'

/** A method that takes its time, such as a direct debit: there is nothing to do but wait. */
export const orderWaits: Template<Shop & { amount: string }> = ({ store, color, plan, url, amount }) => ({
  subject: `Your bank is working on it: ${plan}`,
  body: (
    <LetterFrame preview="You need not do anything." title="Your bank is working on it" sender={store}>
      <Paragraph>
        You have paid {amount} for {plan}, and your bank takes its time: some take a few days. Nothing else is
        to be done. We write to you as soon as we know how it ended; the page of your order shows it too.
      </Paragraph>
      <LetterButton href={url} label="Open your order" color={color} />
    </LetterFrame>
  ),
})

/** A bank that took its time did not pay in the end. */
export const orderUnpaid: Template<Shop & { amount: string }> = ({ store, color, plan, url, amount }) => ({
  subject: `Your payment did not go through: ${plan}`,
  body: (
    <LetterFrame preview="Nothing was charged." title="Your payment did not go through" sender={store}>
      <Paragraph>
        Your bank has not paid the {amount} for {plan} after all. Nothing was charged, and nothing was
        delivered. You can pay in another way on the page of your order, as long as it is open.
      </Paragraph>
      <LetterButton href={url} label="Open your order" color={color} />
    </LetterFrame>
  ),
})
