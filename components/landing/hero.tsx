import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { ProductPicture } from './product-picture'

/** The promise, two ways on, and a picture of the product. */
export function Hero() {
  return (
    <section className="mx-auto max-w-[75rem] px-4 pt-14 sm:px-6 sm:pt-20">
      <div className="grid justify-items-center text-center">
        <h1 className="max-w-4xl text-4xl leading-[1.08] font-semibold tracking-[-0.03em] sm:text-6xl">
          Trading bots that tell you why
        </h1>
        <p className="mt-6 max-w-2xl text-lg leading-relaxed text-muted-foreground sm:text-xl">
          Tickwright runs DCA bots on perpetual futures. At every tick, each pair says in one sentence what it
          did or what it is waiting for. Start on paper, without an exchange account.
        </p>
        <div className="mt-8 flex flex-wrap justify-center gap-3">
          <Button asChild size="lg">
            <Link href="/register">Start free on paper</Link>
          </Button>
          <Button asChild size="lg" variant="secondary">
            <a href="#how">See how it works</a>
          </Button>
        </div>
      </div>
      <ProductPicture />
    </section>
  )
}
