import { useState } from 'react'

/** An island: rendered at build time, hydrated, and rendered again at each click. */
export function Tally() {
  const [count, setCount] = useState(0)
  return (
    <p>
      <button type="button" onClick={() => setCount(count + 1)}>
        I walk along
      </button>
      <span>{count} so far</span>
      <img src="/walks/img/envelope.svg" />
    </p>
  )
}
