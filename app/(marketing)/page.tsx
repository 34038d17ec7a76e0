import { BotFamilies } from '@/components/landing/bot-families'
import { Hero } from '@/components/landing/hero'
import { Pricing } from '@/components/landing/pricing'
import { Safety } from '@/components/landing/safety'
import { Steps } from '@/components/landing/steps'

export default function LandingPage() {
  return (
    <main id="content" tabIndex={-1} className="outline-none">
      <Hero />
      <Steps />
      <BotFamilies />
      <Safety />
      <Pricing />
    </main>
  )
}
