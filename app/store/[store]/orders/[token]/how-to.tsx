import { Card } from '@/components/ui/card'

const guides = [
  {
    phone: 'iPhone',
    steps: [
      'Connect to Wi-Fi.',
      'On this iPhone press “Install on iPhone” (iOS 17.4 or later). On another screen: Settings, Mobile Service, Add eSIM, Use QR Code, and scan the code.',
      'To type instead: Enter Details Manually, then the SM-DP+ address and the activation code.',
      'When you arrive: Settings, Mobile Service, choose the new line for data and turn Data Roaming on for it.',
    ],
  },
  {
    phone: 'Android',
    steps: [
      'Connect to Wi-Fi.',
      'Settings, Network & internet, SIMs, Add eSIM (Samsung: Connections, SIM manager, Add eSIM), and scan the code.',
      'To type instead: “Need help?” or “Enter activation code”, then the text of the QR code.',
      'When you arrive: turn the new SIM on, choose it for mobile data and turn roaming on for it.',
    ],
  },
]

/** The way through the settings of both kinds of phone, the likelier one open. */
export const HowTo = ({ isAndroid }: { isAndroid: boolean }) => (
  <Card title="How to install">
    <div className="divide-y">
      {guides.map(({ phone, steps }) => (
        <details key={phone} open={(phone === 'Android') === isAndroid} className="py-2">
          <summary className="cursor-pointer py-2.5 font-medium">{phone}</summary>
          <ol className="list-decimal space-y-1.5 ps-5 pb-3 text-sm">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </details>
      ))}
    </div>
  </Card>
)
