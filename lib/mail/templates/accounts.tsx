import { LetterButton, LetterFrame, Paragraph } from '../letter'
import type { Template } from '../template'

/** To set a new password. The link works once, for an hour. */
export const resetPassword: Template<{ url: string }> = ({ url }) => ({
  subject: 'Set a new password',
  body: (
    <LetterFrame preview="The link works once, for one hour." title="Set a new password">
      <Paragraph>Someone, probably you, asked for a new password for this address.</Paragraph>
      <LetterButton href={url} label="Set a new password" />
      <Paragraph>
        The link works once, for one hour. If it was not you, do nothing: your password stays.
      </Paragraph>
    </LetterFrame>
  ),
})

/** To one who signed up with an address that has an account: the page must not say so, the owner may know. */
export const alreadyRegistered: Template<{ signInUrl: string; forgotUrl: string; organization: string }> = ({
  signInUrl,
  forgotUrl,
  organization,
}) => ({
  subject: 'You have an account already',
  body: (
    <LetterFrame preview="Sign in, or sign up with your password." title="You have an account already">
      <Paragraph>
        Someone, probably you, signed up the organization “{organization}” with this address, which has an
        account.
      </Paragraph>
      <Paragraph>
        To add the organization to your account, sign up again with the password of your account.
      </Paragraph>
      <LetterButton href={signInUrl} label="Sign in" />
      <Paragraph>
        Password forgotten? Set a new one at {forgotUrl}. If it was not you, do nothing: nothing was made.
      </Paragraph>
    </LetterFrame>
  ),
})

export const passwordChanged: Template<{ forgotUrl: string }> = ({ forgotUrl }) => ({
  subject: 'Your password was changed',
  body: (
    <LetterFrame preview="All other sessions were signed out." title="Your password was changed">
      <Paragraph>The password of your account was changed, and all other sessions were signed out.</Paragraph>
      <Paragraph>If it was not you, set a new password at once:</Paragraph>
      <LetterButton href={forgotUrl} label="Set a new password" />
    </LetterFrame>
  ),
})

/** Into the team of an organization. The link works once, for seven days. */
export const invitation: Template<{ url: string; organization: string; inviter: string; role: string }> = ({
  url,
  organization,
  inviter,
  role,
}) => ({
  subject: `Join ${organization}`,
  body: (
    <LetterFrame preview={`${inviter} invites you.`} title={`Join ${organization}`}>
      <Paragraph>
        {inviter} invites you to the team of {organization} with the role “{role}”.
      </Paragraph>
      <LetterButton href={url} label="Accept the invitation" />
      <Paragraph>The link works once, for seven days, and only for this address.</Paragraph>
    </LetterFrame>
  ),
})

/** To a buyer who wants an account with a store. The link works once, for a day. */
export const buyerAccount: Template<{ url: string; store: string }> = ({ url, store }) => ({
  subject: `Your account with ${store}`,
  body: (
    <LetterFrame
      preview="The link works once, for one day."
      title={`Your account with ${store}`}
      sender={store}
    >
      <Paragraph>Someone, probably you, asked for an account with {store} for this address.</Paragraph>
      <LetterButton href={url} label="Open the account" />
      <Paragraph>The link works once, for one day. If it was not you, do nothing: nothing is made.</Paragraph>
    </LetterFrame>
  ),
})
