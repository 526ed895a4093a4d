import { useState } from 'react'
import { Card } from './Card.tsx'
import bell from './icons/bell.svg'
import book from './icons/book.svg'
import compass from './icons/compass.svg'
import logo from './icons/fernhill-logo.svg'
import map from './icons/map.svg'

const places = [{ icon: map, name: 'Ridge' }]

export function App({ cart = 'Cart' }: { readonly cart?: string }) {
  const [walks, setWalks] = useState(0)
  return (
    <>
      <header>
        <a href="/">
          <img src={logo} />
        </a>
        <a href="/map">
          <img src="/icons/house.svg" /> All huts
        </a>
        <a href="/cart">
          <img src="/icons/shopping-cart.svg" /> {cart}
        </a>
        <a href="https://mastodon.social/@fernhill">
          <img src="/icons/mastodon.svg" />
        </a>
      </header>
      <main>
        <h1>Trails around Fernhill</h1>
        <button type="button" onClick={() => setWalks(walks + 1)}>
          Walked {walks} times
        </button>
        <section>
          <img src={map} width={64} height={64} />
          <h2>Paper maps</h2>
        </section>
        <section>
          <img src={compass} width={64} height={64} />
          <h2>Finding the way</h2>
        </section>
        <Card icon={bell} title="Weather calls" />
        <Card icon={book} title="Hut book" alt="The hut book" />
        <ul>
          {places.map((place) => (
            <li key={place.name}>
              <img src={place.icon} /> {place.name}
            </li>
          ))}
        </ul>
      </main>
    </>
  )
}
