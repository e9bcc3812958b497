import type { FieldProps } from '@/components/form/field'
import { refillPlaces } from '@/lib/plans/form'
import { planRegions } from '@/lib/plans/input'
import { startWords } from './words'

type Named = { id: string; name: string }
export type Choices = { operators: readonly Named[]; companies: readonly Named[]; currencies: Named[] }

const named = (found: readonly Named[]) => found.map(({ id, name }) => ({ value: id, label: name }))

type Group = { title: string; description?: string; fields: FieldProps[] }

export const groups = ({ operators, companies, currencies }: Choices): Group[] => [
  {
    title: 'Plan',
    fields: [
      { name: 'name', label: 'Name', required: true, maxLength: 80, className: 'sm:col-span-2' },
      {
        name: 'description',
        label: 'Description',
        type: 'textarea',
        rows: 3,
        hint: 'Shown in the store.',
        className: 'sm:col-span-2',
      },
      {
        name: 'connectionId',
        label: 'Operator',
        type: 'select',
        required: true,
        hint: 'Whose SIMs or eSIMs have this plan.',
        options: [{ value: '', label: 'Choose an operator' }, ...named(operators)],
      },
      {
        name: 'offer',
        label: 'Offer of the operator',
        mono: true,
        hint: 'What each sale buys there. Empty for your stock.',
      },
    ],
  },
  { title: 'Data and validity', fields: dataFields },
  {
    title: 'Price',
    fields: [
      { name: 'price', label: 'Price', required: true, inputMode: 'decimal' },
      {
        name: 'currency',
        label: 'Currency',
        type: 'select',
        required: true,
        options: named(currencies),
      },
    ],
  },
  { title: 'Network', fields: networkFields },
  {
    title: 'Where it is offered',
    fields: [
      {
        name: 'companyId',
        label: 'Company',
        type: 'select',
        hint: 'Whose staff see it.',
        options: [{ value: '', label: 'All companies' }, ...named(companies)],
      },
      { name: 'labels', label: 'Labels', hint: 'Separated by commas.' },
      {
        name: 'region',
        label: 'Shown in the store as',
        type: 'select',
        options: [
          { value: '', label: 'Local plan of its countries' },
          ...planRegions.map((region) => ({ value: region, label: `Regional: ${region}` })),
        ],
      },
      {
        name: 'isPublished',
        label: 'Published in the store',
        type: 'switch',
        className: 'self-end pb-2',
      },
    ],
  },
]

const dataFields: FieldProps[] = [
  { name: 'dataAmount', label: 'Data', inputMode: 'decimal' },
  {
    name: 'dataUnit',
    label: 'Unit',
    type: 'select',
    options: ['MB', 'GB', 'TB'].map((value) => ({ value, label: value })),
    defaultValue: 'GB',
  },
  { name: 'isUnlimited', label: 'Unlimited data', type: 'checkbox' },
  {
    name: 'dataBase',
    label: 'Counted as',
    type: 'select',
    options: [
      { value: '1000', label: '1 GB = 1,000 MB' },
      { value: '1024', label: '1 GB = 1,024 MB' },
    ],
    defaultValue: '1000',
  },
  { name: 'days', label: 'Valid for', required: true, inputMode: 'numeric', suffix: 'days' },
  {
    name: 'validityStart',
    label: 'Validity starts',
    type: 'select',
    options: Object.entries(startWords).map(([value, label]) => ({ value, label })),
    defaultValue: 'first_connect',
  },
]

const networkFields: FieldProps[] = [
  { name: 'networks', label: 'Networks', maxLength: 200, hint: 'Such as Cosmote, Vodafone.' },
  { name: 'speed', label: 'Speed', maxLength: 40, hint: 'Such as 5G.' },
  { name: 'hasHotspot', label: 'Hotspot allowed', type: 'checkbox' },
  { name: 'canTopUp', label: 'Can be refilled', type: 'checkbox' },
]

export const refillFields: FieldProps[] = refillPlaces.flatMap((place) => [
  { name: `refillData${place}`, label: `Refill ${place}: data`, placeholder: '1 GB' },
  {
    name: `refillDays${place}`,
    label: `Refill ${place}: days`,
    inputMode: 'numeric' as const,
    placeholder: 'As the plan',
  },
  { name: `refillPrice${place}`, label: `Refill ${place}: price`, inputMode: 'decimal' as const },
  { name: `refillOffer${place}`, label: `Refill ${place}: offer of the operator`, mono: true },
])
