/** The buyer, whose name has accents, with its bytes in each charset that an account may be set to. */
const names: Record<string, [first: string, last: string]> = {
  'windows-1252': ['Zo%EB', 'M%FCller-%C5ngstr%F6m'],
  'UTF-8': ['Zo%C3%AB', 'M%C3%BCller-%C3%85ngstr%C3%B6m'],
  gb2312: ['%D0%A1%C3%F7', '%CD%F5'],
}

export const charsets = Object.keys(names)

export const encodedName = (charset: string): [first: string, last: string] =>
  names[charset] ?? names['windows-1252']!

export const buyer = {
  firstName: 'Zoë',
  lastName: 'Müller-Ångström',
  email: 'buyer@personal.example.test',
  country: 'DE',
}
