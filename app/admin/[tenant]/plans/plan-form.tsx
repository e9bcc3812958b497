import Link from 'next/link'
import type { ReactNode } from 'react'
import type { FieldProps } from '@/components/form/field'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { countriesIn, countryName, regions } from '@/lib/core/countries'
import { CountriesField } from './countries-field'
import { type Choices, groups, refillFields } from './plan-fields'
import type { PlanValues } from './plan-values'

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en')

const countryLists = regions.map((region) => ({
  region,
  countries: countriesIn(region)
    .map((code) => ({ code, name: countryName(code) }))
    .sort(byName),
}))

type Props = {
  action: FormAction
  values: PlanValues
  choices: Choices
  cancel: string
  /** What a change does, above the button. */
  note?: ReactNode
}

/** The one form of a plan, for a new one, one from an offer, and a change. */
export const PlanForm = ({ action, values, choices, cancel, note }: Props) => (
  <Form action={action} submit={null} className="max-w-3xl">
    {values.id && <input type="hidden" name="id" value={values.id} />}
    {values.versionId && <input type="hidden" name="versionId" value={values.versionId} />}
    {groups(choices).map(({ title, description, fields }) => (
      <Card key={title} title={title} description={description}>
        <Fields fields={fields} values={values} />
      </Card>
    ))}
    <Card title="Countries" description="Where it works.">
      <CountriesField
        name="countries"
        lists={countryLists}
        chosen={values.countries?.split(',').filter(Boolean) ?? []}
      />
    </Card>
    <Card
      title="Refills"
      description="Data that can be put on a SIM of this plan later, each size with its own price in the currency of the plan. It lasts its days from the refill on. Name the offer that the operator is asked for: without one the size is not sold. Leave empty what you do not need."
    >
      <Fields fields={refillFields} values={values} className="lg:grid-cols-[1fr_1fr_1fr_2fr]" />
    </Card>
    <div className="space-y-3">
      {note}
      <div className="flex flex-wrap gap-3">
        <SubmitButton>Save plan</SubmitButton>
        <Button asChild variant="ghost">
          <Link href={cancel}>Cancel</Link>
        </Button>
      </div>
    </div>
  </Form>
)

type FieldsProps = { fields: readonly FieldProps[]; values: PlanValues; className?: string }

const Fields = ({ fields, values, className }: FieldsProps) => (
  <div className={cn('grid gap-5 sm:grid-cols-2', className)}>
    {fields.map((field) => (
      <Field key={field.name} {...field} defaultValue={values[field.name] ?? field.defaultValue} />
    ))}
  </div>
)
