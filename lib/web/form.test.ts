import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError, invalidField } from '@/lib/core/error'
import { answerForm } from './form'

const Schema = z.object({
  name: z.string().min(1, 'Enter a name.'),
  password: z.string().optional(),
  tags: z.array(z.string()).optional(),
})

function formOf(entries: [string, string | File][]): FormData {
  const form = new FormData()
  for (const [name, value] of entries) form.append(name, value)
  return form
}

const typed = formOf([
  ['name', ''],
  ['tags', 'a'],
  ['tags', 'b'],
  ['password', 'horse staple lamp'],
  ['secretKey', 'sk_test_fake'],
  ['file', new File(['x'], 'x.csv')],
])

describe('a form', () => {
  test('that is wrong says so at its field and keeps what was typed, but no secrets', async () => {
    const state = await answerForm(Schema, typed, () => Promise.reject(new Error('must not run')))
    expect(state).toEqual({
      fields: { name: ['Enter a name.'] },
      values: { name: '', tags: 'a,b', file: '' },
    })
  })

  test('says what its own rules find beside what the schema finds, and does nothing', async () => {
    const rules = async () => ({ name: ['Too late.'], tags: ['No such tag.'] })
    const refuse = () => Promise.reject(new Error('must not run'))
    expect((await answerForm(Schema, typed, refuse, rules)).fields).toEqual({
      name: ['Enter a name.'],
      tags: ['No such tag.'],
    })
    expect((await answerForm(Schema, formOf([['name', 'x']]), refuse, rules)).fields?.name).toEqual([
      'Too late.',
    ])
  })

  test.each([
    [[], []],
    [['a'], ['a']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
  ])('gives a list for a field that is one when %j is ticked', async (ticked, expected) => {
    const form = formOf([['name', 'x'], ...ticked.map((tag) => ['tags', tag] as [string, string])])
    let got: unknown
    await answerForm(Schema, form, async ({ tags }) => {
      got = tags
    })
    expect(got).toEqual(expected)
  })

  test('with NUL in it is saved without', async () => {
    const seen: unknown[] = []
    await answerForm(Schema, formOf([['name', 'Ad\0a']]), async ({ name }) => seen.push(name))
    expect(seen).toEqual(['Ada'])
  })

  test('whose work is refused shows why: at the field that is named, else above the form', async () => {
    const form = formOf([['name', 'x']])
    const answer = (error: Error) => answerForm(Schema, form, () => Promise.reject(error))
    expect(await answer(invalidField('name', 'Taken.'))).toEqual({
      fields: { name: ['Taken.'] },
      values: { name: 'x' },
    })
    expect(await answer(new AppError('conflict', 'Too late.'))).toEqual({
      message: 'Too late.',
      values: { name: 'x' },
    })
  })

  test('that meets a bug of ours does not pretend to be saved', async () => {
    const work = answerForm(Schema, formOf([['name', 'x']]), () => Promise.reject(new Error('bug')))
    await expect(work).rejects.toThrow('bug')
  })

  test('that is saved says so, with a notice of its own, and shows nothing else of the result', async () => {
    const form = formOf([['name', 'x']])
    expect(await answerForm(Schema, form, async () => ({ notice: 'Sent.', hash: 'private' }))).toEqual({
      saved: true,
      notice: 'Sent.',
    })
    expect(await answerForm(Schema, form, async () => [{ id: 1 }])).toEqual({ saved: true })
  })
})
