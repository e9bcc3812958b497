import { Img, Link, Section } from '@react-email/components'
import { Fragment } from 'react'
import { installLinks, parseActivationCode } from '@/lib/core/activation-code'
import { qrPng } from '@/lib/core/qr'
import { LetterButton, LetterFrame, Paragraph } from '../letter'
import type { Template } from '../template'

export type Shop = { store: string; color: string; plan: string; url: string }

/** The eSIM itself: QR code, codes for typing, links for the phone, and the page that keeps showing them. */
export const orderReady: Template<Shop & { lpa: string }> = async ({ store, color, plan, url, lpa }) => {
  const { smdpAddress, matchingId } = parseActivationCode(lpa)
  const { apple, android } = installLinks(lpa)
  return {
    subject: `Your eSIM is ready: ${plan}`,
    attachments: [
      { filename: 'esim-qr-code.png', contentType: 'image/png', content: await qrPng(lpa), cid: 'esim-qr' },
    ],
    body: (
      <LetterFrame preview="Scan the QR code to install it." title="Your eSIM is ready" sender={store}>
        <Paragraph>
          {plan}. Install it on Wi-Fi, scan the code once, and do not delete the eSIM afterwards.
        </Paragraph>
        <Section style={{ textAlign: 'center', margin: '16px 0' }}>
          <Img src="cid:esim-qr" alt="eSIM QR code" width="280" height="280" style={{ margin: '0 auto' }} />
        </Section>
        <Paragraph>
          SM-DP+ address: {smdpAddress}
          <br />
          Activation code: {matchingId}
        </Paragraph>
        <Paragraph>
          On the phone itself: <Link href={apple}>Install on iPhone</Link> or{' '}
          <Link href={android}>Install on Android</Link>
        </Paragraph>
        <LetterButton href={url} label="Open your order" color={color} />
      </LetterFrame>
    ),
  }
}

/** Data that was added to an eSIM: there is nothing to install. */
export const orderRefilled: Template<
  Shop & { data: string; days: number; iccid: string; left: string | null; until: string | null }
> = ({ store, color, plan, url, data, days, iccid, left, until }) => ({
  subject: `${data} added to your eSIM`,
  body: (
    <LetterFrame
      preview="It is on your eSIM; there is nothing to install."
      title={`${data} added to your eSIM`}
      sender={store}
    >
      <Paragraph>
        {plan}. It is on your eSIM {iccid} for {days} days. There is nothing to install: keep using it.
      </Paragraph>
      {left && (
        <Paragraph>
          {left} left{until && `, until ${until} or longer`}.
        </Paragraph>
      )}
      <LetterButton href={url} label="Open your order" color={color} />
    </LetterFrame>
  ),
})

/** To whoever is to pay for data that staff want to add to a SIM. */
export const refillAsked: Template<Shop & { amount: string }> = ({ store, color, plan, url, amount }) => ({
  subject: `Pay ${amount}: ${plan}`,
  body: (
    <LetterFrame preview="It is added as soon as it is paid." title="Add data to your SIM" sender={store}>
      <Paragraph>
        {plan}. It costs {amount}, and is on the SIM within minutes after you have paid. There is nothing to
        install.
      </Paragraph>
      <LetterButton href={url} label={`Pay ${amount}`} color={color} />
      <Paragraph>Should you expect no such mail, do nothing: nothing is charged.</Paragraph>
    </LetterFrame>
  ),
})

/** How to pay by bank transfer: where to, how much, what to write beside it, and until when. */
export const payByHand: Template<
  Shop & { text: string; amount: string; reference: string; payBy: string }
> = ({ store, color, plan, url, text, amount, reference, payBy }) => ({
  subject: `How to pay for your order: ${plan}`,
  body: (
    <LetterFrame
      preview={`${amount}, reference ${reference}`}
      title="Your order waits for your payment"
      sender={store}
    >
      <Paragraph>
        {plan}. Please pay {amount} by {payBy}, and write the reference {reference} beside it. It comes by
        mail as soon as your money has come.
      </Paragraph>
      <Paragraph>
        {text.split('\n').map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text have no other name
          <Fragment key={place}>
            {place > 0 && <br />}
            {line}
          </Fragment>
        ))}
      </Paragraph>
      <LetterButton href={url} label="Open your order" color={color} />
    </LetterFrame>
  ),
})

/** A kind word when the eSIM could not be delivered, or staff gave the money back. */
export const orderRefunded: Template<Shop & { amount: string; reason: string; toWallet?: boolean }> = ({
  store,
  color,
  plan,
  url,
  amount,
  reason,
  toWallet,
}) => ({
  subject: toWallet ? `Your money is back in your wallet: ${plan}` : `Your money is on its way back: ${plan}`,
  body: (
    <LetterFrame preview={`${amount} goes back to you.`} title="We are sorry" sender={store}>
      <Paragraph>
        {reason} We have given back {amount} for {plan}{' '}
        {toWallet
          ? `to your wallet at ${store}. It is there at once; you need not do anything.`
          : 'the way you paid it. Your bank may take up to ten days to show it; you need not do anything.'}
      </Paragraph>
      <LetterButton href={url} label="Open your order" color={color} />
    </LetterFrame>
  ),
})

/** Money that did not go back the way it was paid. */
export const refundCredited: Template<Shop & { amount: string }> = ({ store, color, plan, url, amount }) => ({
  subject: `${amount} is in your wallet: ${plan}`,
  body: (
    <LetterFrame preview="It is there at once." title={`${amount} is in your wallet`} sender={store}>
      <Paragraph>
        We have put {amount} for {plan} into your wallet at {store}. It is there at once.
      </Paragraph>
      <LetterButton href={url} label="Open your order" color={color} />
    </LetterFrame>
  ),
})

/** An answer to a buyer who asked for the money back. */
export const refundRefused: Template<Shop & { answer: string }> = ({ store, color, plan, url, answer }) => ({
  subject: `About your refund: ${plan}`,
  body: (
    <LetterFrame preview="Why we cannot give it." title="We cannot refund this order" sender={store}>
      <Paragraph>You asked for your money back for {plan}.</Paragraph>
      <Paragraph>{answer}</Paragraph>
      <Paragraph>Should we have got something wrong, answer this mail.</Paragraph>
      <LetterButton href={url} label="Open your order" color={color} />
    </LetterFrame>
  ),
})

/** To a buyer who lost the links: each leads to one order, and whoever holds it may see the eSIM. */
export const orderLinks: Template<{
  store: string
  orders: { url: string; plan: string; day: string }[]
}> = ({ store, orders }) => ({
  subject: `Your orders at ${store}`,
  body: (
    <LetterFrame preview="The links to your eSIMs." title="Your orders" sender={store}>
      <Paragraph>
        You asked for the links to your orders. Keep this mail to yourself: each link shows an eSIM.
      </Paragraph>
      {orders.map(({ url, plan, day }) => (
        <Paragraph key={url}>
          {day}: <Link href={url}>{plan}</Link>
        </Paragraph>
      ))}
      <Paragraph>If it was not you, do nothing: nobody else got this mail.</Paragraph>
    </LetterFrame>
  ),
})
