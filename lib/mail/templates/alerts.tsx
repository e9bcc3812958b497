import { LetterButton, LetterFrame, Paragraph } from '../letter'
import type { Template } from '../template'

/** To staff: something needs them. */
export const alert: Template<{
  title: string
  detail: string
  label: string
  isTest: boolean
  url: string
  settingsUrl: string
}> = ({ title, detail, label, isTest, url, settingsUrl }) => ({
  subject: `${isTest ? 'Test mode: ' : ''}${title}`,
  body: (
    <LetterFrame preview={detail} title={title}>
      <Paragraph>{detail}</Paragraph>
      {isTest && <Paragraph>This happened in test mode: no real money is concerned.</Paragraph>}
      <LetterButton href={url} label="Look at it" />
      <Paragraph>
        You get this mail because you are told of “{label}”. Who is told is set at {settingsUrl}.
      </Paragraph>
    </LetterFrame>
  ),
})
