/** The program's mark: a tooth on a teal tile. Decoration only. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0b7285" />
      <path d="M10 8c-3 1-4 5-2 9 1 3 1 7 3 7s2-6 5-6 3 6 5 6 2-4 3-7c2-4 1-8-2-9-2-.6-4 1-6 1s-4-1.6-6-1z" fill="#fff" />
    </svg>
  )
}
