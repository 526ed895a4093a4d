import type { ImgHTMLAttributes } from 'react'
import bell from './icons/bell.svg'

interface CardProps extends ImgHTMLAttributes<HTMLImageElement> {
  readonly icon: string
  readonly title: string
}

export function Card({ icon, title, ...rest }: CardProps) {
  return (
    <section>
      <img src={icon} width={64} height={64} {...rest} />
      <h2>{title}</h2>
      {title.length > 8 && <img src={bell} width={64} height={64} />}
    </section>
  )
}
