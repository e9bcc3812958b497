import type { FieldProps } from '@/components/form/field'
import { money, toDecimal } from '@/lib/core/money'
import type { Store } from '@/lib/store/find'

const belowOf = ({ fraudRefundBelow, fraudCurrency }: Store): string =>
  fraudRefundBelow !== null && fraudCurrency ? toDecimal(money(fraudRefundBelow, fraudCurrency)) : ''

type Group = { title: string; fields: FieldProps[] }

/** The fields of the store settings, filled with what it has. */
export const groupsOf = (store: Store, appUrl: string): Group[] => [
  {
    title: 'Looks',
    fields: [
      { name: 'name', label: 'Name', required: true, maxLength: 80, defaultValue: store.name },
      {
        name: 'tagline',
        label: 'Tagline',
        maxLength: 120,
        hint: 'The large words of the first page.',
        defaultValue: store.tagline,
      },
      {
        name: 'color',
        label: 'Colour',
        type: 'color',
        hint: 'Text keeps readable on it by itself.',
        defaultValue: store.color,
      },
      {
        name: 'logo',
        label: store.logo ? 'New logo' : 'Logo',
        type: 'file',
        accept: 'image/png,image/jpeg,image/webp',
        hint: 'PNG, JPEG or WebP, at most 100 kB.',
      },
      ...(store.logo
        ? [{ name: 'removeLogo', label: 'Remove the logo', type: 'checkbox' } satisfies FieldProps]
        : []),
    ],
  },
  {
    title: 'Promises',
    fields: [
      {
        name: 'refundDays',
        label: 'Refund days',
        type: 'number',
        min: 0,
        max: 365,
        hint: 'How long an eSIM that is not installed can be given back. 0: never.',
        defaultValue: String(store.refundDays),
      },
      {
        name: 'deliveryMinutes',
        label: 'Delivery minutes',
        type: 'number',
        min: 10,
        hint: 'Paid but not delivered after this long: refunded by itself.',
        defaultValue: String(store.deliveryMinutes),
      },
      {
        name: 'capture',
        label: 'When the money is taken',
        type: 'select',
        options: [
          { value: 'automatic', label: 'At once' },
          { value: 'manual', label: 'Held at first, taken once the eSIM is there' },
        ],
        hint: 'Held money that is not taken goes back without a refund. Where a PSP cannot hold money, it is taken at once.',
        defaultValue: store.capture,
      },
      {
        name: 'supportEmail',
        label: 'Support email',
        type: 'email',
        hint: 'Shown in the store; answers to its mails go there.',
        defaultValue: store.supportEmail ?? '',
      },
      {
        name: 'isOpen',
        label: 'The store is open',
        type: 'switch',
        hint: 'When closed nothing is sold; orders stay open to their buyers.',
        defaultValue: store.isOpen ? 'on' : '',
      },
      {
        name: 'terms',
        label: 'Terms',
        type: 'textarea',
        rows: 8,
        hint: `Buyers agree to them at the checkout. Now version ${store.termsVersion}.`,
        defaultValue: store.terms,
        className: 'sm:col-span-2',
      },
    ],
  },
  {
    title: 'Refunds and fraud',
    fields: [
      {
        name: 'refundsAlone',
        label: 'Refund by the rules alone',
        type: 'switch',
        hint: 'What a buyer asks for in time, of an eSIM that is neither installed nor used, is refunded at once. Everything else waits for staff.',
        defaultValue: store.refundsAlone ? 'on' : '',
        className: 'sm:col-span-2',
      },
      {
        name: 'fraudPolicy',
        label: 'When a card network suspects fraud',
        type: 'select',
        options: [
          { value: 'nothing', label: 'Do nothing' },
          { value: 'alert', label: 'Alert staff' },
          { value: 'refund', label: 'Refund what is cheap and unused, else alert' },
        ],
        hint: 'A refund may spare a dispute, whose fee is often more than the eSIM costs.',
        defaultValue: store.fraudPolicy,
        className: 'sm:col-span-2',
      },
      {
        name: 'fraudRefundBelow',
        label: 'Cheap is below',
        inputMode: 'decimal',
        hint: 'Only for refunds by themselves.',
        defaultValue: belowOf(store),
      },
      {
        name: 'fraudCurrency',
        label: 'Currency',
        maxLength: 3,
        placeholder: 'EUR',
        hint: 'Orders in another currency only alert.',
        defaultValue: store.fraudCurrency ?? '',
      },
    ],
  },
  {
    title: 'Address',
    fields: [
      {
        name: 'slug',
        label: 'Address of the store',
        required: true,
        mono: true,
        hint: `The store is at ${appUrl}/store/… An old address goes on working.`,
        defaultValue: store.slug,
      },
      {
        name: 'host',
        label: 'Own domain',
        mono: true,
        placeholder: 'esim.example.com',
        hint: `Point a DNS record (CNAME) of it at ${new URL(appUrl).hostname}, and let your web server accept it.`,
        defaultValue: store.host ?? '',
      },
    ],
  },
]
