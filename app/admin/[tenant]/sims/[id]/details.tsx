import { Form } from '@/components/form/form'
import type { SimDetail } from '@/lib/sims/get'
import { save } from '../actions'

type Props = { slug: string; detail: SimDetail; companies: readonly { id: string; name: string }[] }

/** What people keep with a SIM. */
export const Details = ({ slug, detail: { sim, company, endUser }, companies }: Props) => (
  <Form
    action={save.bind(null, slug)}
    fields={[
      {
        name: 'note',
        label: 'Note',
        type: 'textarea',
        rows: 2,
        maxLength: 1000,
        defaultValue: sim.note,
      },
      {
        name: 'labels',
        label: 'Labels',
        hint: 'Several are parted by commas.',
        defaultValue: sim.labels.join(', '),
      },
      {
        name: 'companyId',
        label: 'Company',
        type: 'select',
        options: [
          { value: '', label: 'No company' },
          ...companies.map(({ id, name }) => ({ value: id, label: name })),
        ],
        defaultValue: company?.id ?? '',
      },
      {
        name: 'endUser',
        label: 'End user',
        type: 'email',
        hint: 'The email address of the person who uses it.',
        autoComplete: 'off',
        defaultValue: endUser?.email ?? '',
      },
    ]}
  >
    <input type="hidden" name="id" value={sim.id} />
  </Form>
)
