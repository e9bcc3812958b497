import { signedIn } from '@/lib/web/signed-in'

/** Where a provider sends the browser back to, when someone has signed in there to connect an account. */
export const GET = signedIn
