import 'server-only'
import { checkJournal } from './check-journal'
import { codeVersion } from './code-version'
import { withJournalAt } from './repository'
import { reportOfCheck, type JournalReport } from './tell-check'

/** Checks the whole journal of any bot in the database at `url`, for the operator; null = there is no such bot. */
export async function verifyBot(url: string, botId: string): Promise<JournalReport | null> {
  const check = await withJournalAt(url, botId, (reader) => checkJournal(reader, botId))
  return check === null ? null : reportOfCheck(check, codeVersion())
}
