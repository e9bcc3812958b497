import {
  Body,
  Button,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Link,
  Preview,
  Section,
  Text,
} from '@react-email/components'
import type { ReactNode } from 'react'

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif'
const text = { fontSize: '16px', lineHeight: '24px', color: '#1f2937' }
const small = { fontSize: '13px', lineHeight: '20px', color: '#4b5563' }

type Props = {
  /** Shown by mail programs beside the subject. */
  preview: string
  title: string
  /** Who writes: the name at the foot of the letter. */
  sender?: string
  children: ReactNode
}

/** The one frame of every mail: a title, paragraphs, and who wrote it. */
export const LetterFrame = ({ preview, title, sender = 'Simyard', children }: Props) => (
  <Html lang="en">
    <Head />
    <Preview>{preview}</Preview>
    <Body style={{ backgroundColor: '#f3f4f6', fontFamily: font, margin: 0, padding: '24px 0' }}>
      <Container
        style={{ backgroundColor: '#ffffff', borderRadius: '8px', maxWidth: '560px', padding: '32px' }}
      >
        <Heading
          as="h1"
          style={{ fontSize: '22px', lineHeight: '30px', margin: '0 0 16px', color: '#111827' }}
        >
          {title}
        </Heading>
        {children}
        <Hr style={{ borderColor: '#e5e7eb', margin: '32px 0 16px' }} />
        <Text style={{ ...small, margin: 0 }}>{sender}</Text>
      </Container>
    </Body>
  </Html>
)

export const Paragraph = ({ children }: { children: ReactNode }) => (
  <Text style={{ ...text, margin: '0 0 16px' }}>{children}</Text>
)

/** The one thing to do, as a button, and as an address for programs that show none. */
export const LetterButton = ({
  href,
  label,
  color = '#4338ca',
}: {
  href: string
  label: string
  color?: string
}) => (
  <Section style={{ margin: '24px 0' }}>
    <Button
      href={href}
      style={{
        backgroundColor: color,
        borderRadius: '6px',
        color: '#ffffff',
        fontSize: '16px',
        padding: '12px 20px',
      }}
    >
      {label}
    </Button>
    <Text data-skip-in-text style={{ ...small, margin: '16px 0 0', wordBreak: 'break-all' }}>
      Or open this address: <Link href={href}>{href}</Link>
    </Text>
  </Section>
)
