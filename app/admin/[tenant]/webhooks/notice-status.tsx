import { Badge, type Tone } from '@/components/ui/badge'
import type { NoticeState } from '@/lib/inbox/list'

export const noticeWords: Record<NoticeState, { label: string; tone: Tone; about: string }> = {
  applied: {
    label: 'Applied',
    tone: 'success',
    about: 'What it is about was read again and brought up to date.',
  },
  kept: { label: 'Kept', tone: 'neutral', about: 'Nothing had to be done.' },
  foreign: { label: 'Not ours', tone: 'neutral', about: 'It is about something that was not made here.' },
  forged: {
    label: 'Forged',
    tone: 'warning',
    about: 'The provider says that it did not send this. Nothing was done.',
  },
  waiting: { label: 'Waiting', tone: 'info', about: 'Its turn has not come yet.' },
  failed: {
    label: 'Failed',
    tone: 'danger',
    about: 'It could not be worked on so far; it is tried again by itself.',
  },
}

/** What came of a webhook. */
export const NoticeStatus = ({ state }: { state: NoticeState }) => (
  <Badge dot tone={noticeWords[state].tone}>
    {noticeWords[state].label}
  </Badge>
)
