/** A sentence of the description, in which `this` is code. */
export const Prose = ({ text = '' }: { text?: string | undefined }) =>
  text.split('`').map((part, place) =>
    place % 2 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <code key={place}>{part}</code>
    ) : (
      part
    ),
  )
