import Link from 'next/link'

export const metadata = { title: 'Fernhill walks' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">Home</Link> <Link href="/routes/">Routes</Link>
        </nav>
        <main>{children}</main>
      </body>
    </html>
  )
}
