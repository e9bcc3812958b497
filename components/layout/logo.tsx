/** The mark: a SIM with its copper contacts. Decoration: the name stands beside it, or on the link around it. */
export const Logo = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 32 32" className={className} aria-hidden>
    <path
      d="M8 2h11.2a3 3 0 0 1 2.1.9l5.8 5.8a3 3 0 0 1 .9 2.1V26a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4Z"
      className="fill-primary"
    />
    <path
      d="M11.5 12h9a2.5 2.5 0 0 1 2.5 2.5v8a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 9 22.5v-8a2.5 2.5 0 0 1 2.5-2.5Z"
      className="fill-copper"
    />
    <path
      d="M9 16.7h4.2m5.6 0H23M9 20.3h4.2m5.6 0H23M13.2 12v13m5.6-13v13"
      className="stroke-primary"
      strokeWidth="1.3"
      fill="none"
    />
  </svg>
)
