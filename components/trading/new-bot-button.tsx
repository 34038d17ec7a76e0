import { Plus } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import type { PlanUsageView } from '@/lib/bots/views'

/** The way to a new bot, with the room left in the plan; at the limit it stays visible with the reason. */
export function NewBotButton({ usage }: { usage: PlanUsageView }) {
  const { botsUsed, botsLimit, planName } = usage
  if (botsLimit !== null && botsUsed >= botsLimit) {
    return (
      <div className="grid justify-items-start gap-1 sm:justify-items-end">
        <Button disabled aria-describedby="new-bot-why">
          <Plus aria-hidden />
          New bot
        </Button>
        <p id="new-bot-why" className="text-xs text-muted-foreground">
          {planName} allows {botsLimit} {botsLimit === 1 ? 'bot' : 'bots'}.{' '}
          <Link href="/#pricing" className="text-link underline underline-offset-2">
            Compare plans
          </Link>
        </p>
      </div>
    )
  }
  return (
    <Button asChild>
      <Link href="/bots/new">
        <Plus aria-hidden />
        New bot
        {botsLimit !== null && (
          <span className="font-normal">
            ({botsUsed} of {botsLimit} used)
          </span>
        )}
      </Link>
    </Button>
  )
}
