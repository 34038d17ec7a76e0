import type { BotActions } from '@/components/trading/bot-commands'
import {
  closeNowAction,
  deleteBotAction,
  pauseBotAction,
  resumeBotAction,
  startBotAction,
  stopBotAction,
} from './actions'

/** The commands handed to components that show bots. */
export const botActions: BotActions = {
  start: startBotAction,
  pause: pauseBotAction,
  resume: resumeBotAction,
  stop: stopBotAction,
  closeNow: closeNowAction,
  remove: deleteBotAction,
}
