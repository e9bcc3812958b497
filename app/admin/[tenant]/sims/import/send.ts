import type { FormState } from '@/components/form/state'

type Answer = { href: string } | FormState

const readAnswer = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function answerOf(status: number, text: string): Answer {
  const { href, detail, fields } = readAnswer(text)
  if (status === 201 && typeof href === 'string') return { href }
  if (fields && typeof fields === 'object') return { fields: fields as Record<string, string[]> }
  return {
    message: typeof detail === 'string' ? detail : `The upload failed (${status}). Send the file again.`,
  }
}

/** Posts a form and tells how far it is, 0 to 1; `fetch` cannot say that. */
export const send = (url: string, form: FormData, onProgress: (share: number) => void): Promise<Answer> =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const lost = () =>
      resolve({ message: 'The upload broke off. Look at your connection and send it again.' })
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0)
    request.onload = () => resolve(answerOf(request.status, request.responseText))
    request.onerror = lost
    request.onabort = lost
    request.open('POST', url)
    request.setRequestHeader('accept', 'application/json')
    request.send(form)
  })
