import { Apple, Smartphone } from 'lucide-react'
import type { ReactNode } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyField } from '@/components/ui/copy-field'
import { qrSvg } from '@/lib/core/qr'
import type { Esim } from '@/lib/orders/esim'
import type { OrderView } from '@/lib/orders/view'
import { HowTo } from './how-to'
import { Usage } from './usage'

type Props = {
  esim: Esim
  order: OrderView
  agent: string
  sendPath: string
  sent: string | undefined
  /** What stands after the usage. */
  children: ReactNode
}

// Their built-in browsers do not open the installer of the phone.
const inApp = /FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|Snapchat|TikTok|musical_ly|; wv\)/i

const profiles = {
  waiting: 'Not installed yet.',
  installed: 'Installed on a phone.',
  deleted: 'Deleted from the phone.',
  unknown: null,
}

/** Everything that installs the eSIM: the code to scan, the codes to type, the links for this phone, the mail again. */
export async function Delivered({ esim, order, agent, sendPath, sent, children }: Props) {
  const isAndroid = /android/i.test(agent)
  const links = [
    { href: esim.links.apple, label: 'Install on iPhone', icon: Apple },
    { href: esim.links.android, label: 'Install on Android', icon: Smartphone },
  ]
  return (
    <>
      {inApp.test(agent) && (
        <Alert tone="warning" title="Open this page in Safari or Chrome">
          The browser inside an app cannot install an eSIM. Use its menu to open this page in your browser.
        </Alert>
      )}
      <Card title="Install" description={profiles[esim.profile] ?? undefined}>
        <div className="grid gap-6 sm:grid-cols-[auto_1fr]">
          <div
            role="img"
            aria-label="eSIM QR code"
            className="mx-auto size-64 overflow-hidden rounded-md border bg-white [&_svg]:size-full"
            // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by lib/core/qr
            dangerouslySetInnerHTML={{ __html: await qrSvg(esim.lpa) }}
          />
          <div className="min-w-0 space-y-4">
            <div className="flex flex-wrap gap-2">
              {(isAndroid ? links.reverse() : links).map(({ href, label, icon: Icon }, index) => (
                <Button key={href} asChild variant={index === 0 ? 'primary' : 'secondary'}>
                  <a href={href} rel="noreferrer">
                    <Icon aria-hidden />
                    {label}
                  </a>
                </Button>
              ))}
            </div>
            <CopyField label="SM-DP+ address" value={esim.smdpAddress} />
            <CopyField label="Activation code" value={esim.matchingId} />
            {esim.confirmationCode && (
              <CopyField
                label="Confirmation code"
                value={esim.confirmationCode}
                hint="The phone asks for it while it installs."
              />
            )}
            <CopyField
              label="Text of the QR code"
              value={esim.lpa}
              hint="Many Android phones take it whole."
            />
          </div>
        </div>
      </Card>
      <Alert tone="warning" title="Do not delete the eSIM from your phone">
        Most eSIMs can be installed only once. Turn it off instead when you do not need it.
      </Alert>
      <Usage esim={esim} order={order} />
      {children}
      <HowTo isAndroid={isAndroid} />
      <SendAgain email={order.email} path={sendPath} sent={sent} />
    </>
  )
}

const answers: Record<string, { tone: 'success' | 'warning'; text: (email: string) => string }> = {
  yes: { tone: 'success', text: (email) => `Sent to ${email}. It may take a minute; look into spam too.` },
  often: { tone: 'warning', text: () => 'It was sent several times already. Try again in 15 minutes.' },
  no: { tone: 'warning', text: () => 'There is nothing to send at the moment.' },
}

function SendAgain({ email, path, sent }: { email: string; path: string; sent: string | undefined }) {
  const answer = sent && answers[sent]
  return (
    <Card title="Your copy by e-mail" description={`The same codes were sent to ${email}.`}>
      <form method="post" action={path} className="space-y-3">
        {answer && (
          <Alert tone={answer.tone} role="status">
            {answer.text(email)}
          </Alert>
        )}
        <Button type="submit" variant="secondary">
          Send again
        </Button>
      </form>
    </Card>
  )
}
