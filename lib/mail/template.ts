import type { ReactElement } from 'react'

export type Attachment = { filename: string; contentType: string; content: Buffer; cid?: string }

/** A letter ready to be drawn: the subject line, the body, and what is attached. */
export type Letter = { subject: string; body: ReactElement; attachments?: Attachment[] }

/** Makes a letter from plain values that survive JSON. */
export type Template<P> = (props: P) => Letter | Promise<Letter>
