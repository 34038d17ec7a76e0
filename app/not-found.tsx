import Link from 'next/link'
import { MessagePage } from '@/components/layout/message-page'
import { Button } from '@/components/ui/button'

export default function NotFound() {
  return (
    <MessagePage
      title="There is nothing here"
      actions={
        <>
          <Button asChild>
            <Link href="/dashboard">To the dashboard</Link>
          </Button>
          <Button asChild variant="secondary">
            <Link href="/">Start page</Link>
          </Button>
        </>
      }
    >
      <p>
        The address is wrong, or what stood here is gone or belongs to somebody else. Your bots are not
        affected.
      </p>
    </MessagePage>
  )
}
